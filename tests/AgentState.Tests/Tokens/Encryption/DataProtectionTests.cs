using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentState.Tests;

/// <summary>Tests ASP.NET Core Data Protection as the vault's key ring, with keys in a temporary folder.</summary>
public sealed class DataProtectionTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("agentstate-keys-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact, Trait("Guarantee", "K21"), Trait("Guarantee", "K22")]
    public async Task KeyRotation_NewProvider_UnwrapsOldKeyUntilItIsRevoked()
    {
        await using var provider = Provider();
        var vault = provider.GetRequiredService<ITokenVault>();
        await vault.SaveGrantAsync("github", new NewGrant { AccessToken = new SecretString("token") }, Token);
        var before = await vault.CountKeysAsync(Token);
        var stored = Ring(provider).Wrap(new byte[32]);

        // Data Protection creates a new key every 90 days. A process that starts afterwards writes with the new key.
        var keys = provider.GetRequiredService<IKeyManager>();
        keys.CreateNewKey(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(90));
        await using var later = Provider();

        before.ByKeyId.Should().ContainSingle().Which.Key.Should().Be(before.WritingKeyId).And.MatchRegex("^dp-[0-9a-f]{32}$");
        stored.KeyId.Should().Be(before.WritingKeyId);
        Ring(later).Unwrap(stored.KeyId, stored.Bytes.Span).Should().Equal(new byte[32]);
        Ring(later).Wrap(new byte[32]).KeyId.Should().NotBe(stored.KeyId).And.MatchRegex("^dp-[0-9a-f]{32}$");
        keys.RevokeKey(Guid.Parse(stored.KeyId[3..]));
        await using var last = Provider();
        last.Invoking(built => Ring(built).Unwrap(stored.KeyId, stored.Bytes.Span))
            .Should().Throw<System.Security.Cryptography.CryptographicException>();
    }

    [Fact, Trait("Guarantee", "K21")]
    public async Task Read_WithAnotherApplicationsKeys_ThrowsDecryptionException()
    {
        await using var one = Provider();
        await using var other = Provider(application: "other");
        var stored = Form(one).Write("github", "accessToken", new SecretString("token"));

        Form(one).Read("github", "accessToken", stored).Reveal().Should().Be("token");
        other.Invoking(built => Form(built).Read("github", "accessToken", stored)).Should().Throw<DecryptionException>();
        one.Invoking(built => Form(built).Read("github", "refreshToken", stored)).Should().Throw<DecryptionException>();
        Ring(one).Unwrap("2026-01", new byte[48]).Should().BeNull("the id is not a key id of Data Protection");
    }

    [Theory, Trait("Guarantee", "K21")]
    [InlineData(false, "AddDataProtection")]
    [InlineData(true, "PersistKeysTo")]
    public async Task Start_WithoutPersistedKeys_Throws(bool isRegistered, string cure)
    {
        var services = new ServiceCollection();
        if (isRegistered)
        {
            services.AddDataProtection();
        }

        services.AddAgentState().UseEmbedded().EncryptTokens(options => options.VaultId = "v").UseDataProtectionForTokens();
        services.AddKeyedAgentState("plain").UseEmbedded();
        await using var provider = services.BuildServiceProvider();

        provider.Invoking(built => built.GetRequiredService<IStartupValidator>().Validate())
            .Should().Throw<OptionsValidationException>().Which.Message.Should().Contain(cure);
        provider.Invoking(built => built.GetRequiredService<ITokenVault>()).Should().Throw<OptionsValidationException>();
        provider.Invoking(built => built.GetRequiredKeyedService<ITokenVault>("plain")).Should().NotThrow();
    }

    [Fact, Trait("Guarantee", "K21")]
    public async Task Vault_WithCustomProvider_SkipsThePersistenceCheck()
    {
        var services = new ServiceCollection();
        services.AddSingleton(DataProtectionProvider.Create(folder));
        services.AddAgentState().UseEmbedded().EncryptTokens(options => options.VaultId = "v").UseDataProtectionForTokens();
        await using var provider = services.BuildServiceProvider();
        var vault = provider.GetRequiredService<ITokenVault>();

        await vault.SaveGrantAsync("github", new NewGrant { AccessToken = new SecretString("token") }, Token);

        (await vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("token");
    }

    private ServiceProvider Provider(string application = "fleet")
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName(application).PersistKeysToFileSystem(folder);
        services.AddAgentState().UseEmbedded().EncryptTokens(options => options.VaultId = "v").UseDataProtectionForTokens();
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private static ISecretForm Form(IServiceProvider provider) => provider.GetRequiredKeyedService<ISecretForm>("");

    private static DataProtectionKeyRing Ring(IServiceProvider provider) => new(provider.GetRequiredService<IDataProtectionProvider>());
}
