using AgentState.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentState.Tests;

/// <summary>Tests how token encryption is configured, and which options are rejected at start.</summary>
public sealed class TokenEncryptionOptionsTests : IDisposable
{
    private const string Canary = "zq7kary7f3a";
    private const string CanaryStart = "zq7k";

    private static readonly string FirstKey = KeysUnderTest.KeyText(KeysUnderTest.First);
    private static readonly string SecondKey = KeysUnderTest.KeyText(KeysUnderTest.Second);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Environment.SetEnvironmentVariable(TokenKeyTexts.Variable, null);

    [Theory, Trait("Guarantee", "K21"), Trait("Guarantee", "K22")]
    [InlineData("no vault", "VaultId must be set")]
    [InlineData("no key", "openssl rand -base64 32")]
    [InlineData("two keys, no writing key", "WritingKeyId must be set")]
    [InlineData("an unknown writing key", "WritingKeyId is none of the ids")]
    [InlineData("a short key", "The key at position 1 is not 32 bytes in base64")]
    [InlineData("a key that is not base64", "The key at position 1 is not 32 bytes in base64")]
    [InlineData("a bad id", "The id of the key at position 1 is not valid")]
    [InlineData("the same key twice", "The key at position 2 is the same as another key")]
    [InlineData("a variable without an id", "The id of the key at position 1 is not valid")]
    [InlineData("a variable with an id twice", "The id at position 2 is used by an earlier key")]
    [InlineData("an empty variable", "There is no key")]
    public async Task Start_InvalidOptions_ThrowsWithTheCureAndWithoutKeys(string what, string expected)
    {
        var services = new ServiceCollection();
        services.AddAgentState().UseEmbedded().EncryptTokens(options => Spoil(options, what));
        await using var provider = services.BuildServiceProvider();

        var error = provider.Invoking(built => built.GetRequiredService<IStartupValidator>().Validate())
            .Should().Throw<OptionsValidationException>().Which;

        error.Failures.Should().ContainSingle().Which.Should().Contain(expected);
        error.ToString().Should().NotContain(FirstKey).And.NotContain(SecondKey).And.NotContain(CanaryStart);
        provider.Invoking(built => built.GetRequiredService<ITokenVault>())
            .Should().Throw<OptionsValidationException>("the options are validated even without a host");
    }

    [Theory, Trait("Guarantee", "K21"), Trait("Guarantee", "K22")]
    [InlineData("one key", "one")]
    [InlineData("two keys, one writing key", "two")]
    [InlineData("configuration", "two")]
    [InlineData("a variable", "one")]
    [InlineData("a variable, second key as writing key", "two")]
    [InlineData("options before a variable", "options")]
    [InlineData("a ring", "ring")]
    [InlineData("a ring before a variable", "ring")]
    [InlineData("a ring beside a key", "ring")]
    [InlineData("a key beside a ring", "one")]
    public async Task SaveGrantAsync_WithRegisteredKeys_UsesTheExpectedKey(string what, string expected)
    {
        var services = new ServiceCollection();
        var builder = services.AddAgentState().UseEmbedded();
        Register(builder, what);
        await using var provider = services.BuildServiceProvider(
            new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        provider.GetRequiredService<IStartupValidator>().Validate();
        var vault = provider.GetRequiredService<ITokenVault>();

        await vault.SaveGrantAsync("github", new NewGrant { AccessToken = new SecretString("token") }, Token);

        (await vault.CountKeysAsync(Token))
            .Should().BeEquivalentTo(new { WritingKeyId = expected, ByKeyId = new Dictionary<string, int> { [expected] = 1 } });
        (await vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("token");
    }

    [Fact, Trait("Guarantee", "K21")]
    public async Task EncryptTokens_OnOneRegistration_LeavesTheOtherInPlaintext()
    {
        var services = new ServiceCollection();
        services.AddAgentState().UseEmbedded();
        services.AddKeyedAgentState("north").UseEmbedded().EncryptTokens(options => Set(options, ("one", FirstKey)));
        await using var provider = services.BuildServiceProvider();
        var grant = new NewGrant { AccessToken = new SecretString("token") };

        await provider.GetRequiredService<ITokenVault>().SaveGrantAsync("github", grant, Token);
        await provider.GetRequiredKeyedService<ITokenVault>("north").SaveGrantAsync("github", grant, Token);

        (await provider.GetRequiredService<ITokenVault>().CountKeysAsync(Token)).Plaintext.Should().Be(1);
        (await provider.GetRequiredKeyedService<ITokenVault>("north").CountKeysAsync(Token)).Plaintext.Should().Be(0);
    }

    private static void Spoil(TokenEncryptionOptions options, string what)
    {
        Set(options);
        switch (what)
        {
            case "no vault":
                Set(options, ("one", FirstKey));
                options.VaultId = "";
                break;
            case "two keys, no writing key":
                Set(options, ("one", FirstKey), ("two", SecondKey));
                break;
            case "an unknown writing key":
                Set(options, ("one", FirstKey));
                options.WritingKeyId = Canary;
                break;
            case "a short key":
                Set(options, ("one", Convert.ToBase64String(new byte[31])));
                break;
            case "a key that is not base64":
                Set(options, ("one", $"{Canary}!"));
                break;
            case "a bad id":
                Set(options, ($"{Canary}=", "one"));
                options.WritingKeyId = $"{Canary}=";
                break;
            case "the same key twice":
                Set(options, ("one", FirstKey), ("two", FirstKey));
                options.WritingKeyId = "two";
                break;
            case "a variable without an id":
                Environment.SetEnvironmentVariable(TokenKeyTexts.Variable, $"{Canary}/{FirstKey}");
                break;
            case "a variable with an id twice":
                Environment.SetEnvironmentVariable(TokenKeyTexts.Variable, $"one={FirstKey};one={SecondKey}");
                break;
            case "an empty variable":
                Environment.SetEnvironmentVariable(TokenKeyTexts.Variable, " ; ");
                break;
        }
    }

    private static void Register(AgentStateBuilder builder, string what)
    {
        var variable = $" one={FirstKey} ; two={SecondKey};";
        switch (what)
        {
            case "one key":
                builder.EncryptTokens(options => Set(options, ("one", FirstKey)));
                break;
            case "two keys, one writing key":
                builder.EncryptTokens(options => Set(options, ("one", FirstKey), ("two", SecondKey)))
                    .EncryptTokens(options => options.WritingKeyId = "two");
                break;
            case "configuration":
                var settings = new Dictionary<string, string?>
                {
                    ["VaultId"] = "v",
                    ["WritingKeyId"] = "two",
                    ["Keys:one"] = FirstKey,
                    ["Keys:two"] = SecondKey,
                };
                builder.EncryptTokens(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
                break;
            case "a variable":
                Environment.SetEnvironmentVariable(TokenKeyTexts.Variable, variable);
                builder.EncryptTokens(options => Set(options));
                break;
            case "a variable, second key as writing key":
                Environment.SetEnvironmentVariable(TokenKeyTexts.Variable, variable);
                builder.EncryptTokens(options => Set(options)).EncryptTokens(options => options.WritingKeyId = "two");
                break;
            case "options before a variable":
                Environment.SetEnvironmentVariable(TokenKeyTexts.Variable, variable);
                builder.EncryptTokens(options => Set(options, ("options", FirstKey)));
                break;
            case "a ring":
                builder.EncryptTokens(options => Set(options)).UseTokenKeyRing(_ => KeysUnderTest.Ring("ring"));
                break;
            case "a ring before a variable":
                Environment.SetEnvironmentVariable(TokenKeyTexts.Variable, variable);
                builder.UseTokenKeyRing(_ => KeysUnderTest.Ring("ring")).EncryptTokens(options => Set(options));
                break;
            case "a ring beside a key":
                builder.EncryptTokens(options => Set(options, ("one", FirstKey))).UseTokenKeyRing(_ => KeysUnderTest.Ring("ring"));
                break;
            case "a key beside a ring":
                builder.EncryptTokens(options => Set(options, ("one", FirstKey))).UseTokenKeyRing(_ => KeysUnderTest.Ring("ring"))
                    .EncryptTokens(options => options.WritingKeyId = "one");
                break;
        }
    }

    private static void Set(TokenEncryptionOptions options, params (string Id, string Key)[] keys)
    {
        options.VaultId = "v";
        foreach (var (id, key) in keys)
        {
            options.Keys[id] = key;
        }
    }
}
