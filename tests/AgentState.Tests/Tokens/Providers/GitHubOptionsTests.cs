using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentState.Tests;

public sealed class GitHubOptionsTests
{
    private static readonly string Key = MakeKey();

    [Fact]
    public void Validate_GoodOptions_Succeeds()
    {
        Failures(_ => { }).Should().BeEmpty();
        UserFailures(_ => { }).Should().BeEmpty();
        UserFailures(options => options.ClientSecret = null).Should().BeEmpty("tokens of the device flow need no client secret");
    }

    public static TheoryData<string, Action<GitHubAppOptions>> Bad => new()
    {
        { "AppId is not set", options => options.AppId = null },
        { "AppId has characters", options => options.AppId = " Iv1 " },
        { "AppId has characters", options => options.AppId = "\"Iv1\"" },
        { "AppId has characters", options => options.AppId = "Iv1\n" },
        { "InstallationId is 0", options => options.InstallationId = 0 },
        { "The private key is not PEM text", options => options.PrivateKey = "zq7kary7f3a" },
        { "The private key is empty", options => options.PrivateKey = "" },
        { "PrivateKey is set, and UseSigner was called", options => options.UseSigner(new RsaAppSigner(Key)) },
        { "Repositories has an entry", options => options.Repositories.Add("octo/garden") },
        {
            "Repositories and RepositoryIds are more than 500",
            options => Enumerable.Range(1, 501).ToList().ForEach(id => options.RepositoryIds.Add(id))
        },
        { "Permissions has an entry", options => options.Permissions.Add("contents", "") },
        { "Address is null", options => options.Address = null! },
        {
            "Address.Api is 'http://github.example.com'",
            options => options.Address = GitHubAddress.EnterpriseServer(new Uri("http://github.example.com"))
        },
        { "ApiVersion is not a valid header value", options => options.ApiVersion = "2022\n" },
        { "UserAgent is not a valid header value", options => options.UserAgent = "" },
    };

    [Theory, MemberData(nameof(Bad)), Trait("Guarantee", "K20"), Trait("Guarantee", "K30")]
    public void Validate_BadAppOptions_NamesTheSettingWithoutTheKey(string expected, Action<GitHubAppOptions> spoil) =>
        Failures(spoil).Should().Contain(failure => failure.Contains(expected, StringComparison.Ordinal))
            .And.OnlyContain(
                failure => failure.Contains("GitHub App options 'github': ") && !failure.Contains("zq7k") && !failure.Contains("BEGIN"));

    [Fact]
    public void Validate_NeitherKeyNorSigner_Fails() =>
        new GitHubAppOptionsValidator().Validate("github", new GitHubAppOptions { AppId = "a" }).FailureMessage
            .Should().Contain("PrivateKey is not set");

    [Fact]
    public void Validate_BadUserOptions_NamesTheSetting()
    {
        UserFailures(options => options.ClientId = "").Should().ContainSingle(failure => failure.Contains("ClientId is not set"));
        UserFailures(options => options.Address = new GitHubAddress { Api = new Uri("https://a/?b=c") })
            .Should().ContainSingle(failure => failure.Contains("Address.Api has a query"));
    }

    [Fact, Trait("Guarantee", "K30")]
    public void Start_BadPrivateKey_Throws()
    {
        var services = new ServiceCollection();
        services.AddAgentState().UseEmbedded().AddGitHubApp("github", options =>
        {
            options.AppId = "a";
            options.PrivateKey = Key.Replace('M', 'N');
        });
        using var provider = services.BuildServiceProvider();

        var error = provider.GetRequiredService<IStartupValidator>().Invoking(validator => validator.Validate())
            .Should().Throw<OptionsValidationException>().Which;

        error.ToString().Should().Contain("The private key").And.NotContain(Key.Split('\n')[2][..10]);
        provider.Invoking(all => all.GetRequiredService<ITokenVault>()).Should().Throw<OptionsValidationException>();
    }

    private static IEnumerable<string> Failures(Action<GitHubAppOptions> spoil)
    {
        var options = new GitHubAppOptions { AppId = "Iv1", InstallationId = 42 };
        options.PrivateKey = Key;
        spoil(options);
        return new GitHubAppOptionsValidator().Validate("github", options).Failures ?? [];
    }

    private static IEnumerable<string> UserFailures(Action<GitHubUserOptions> spoil)
    {
        var options = new GitHubUserOptions { ClientId = "Iv1", ClientSecret = new SecretString("secret") };
        spoil(options);
        return new GitHubUserOptionsValidator().Validate("github:user", options).Failures ?? [];
    }

    private static string MakeKey()
    {
        using var key = RSA.Create(2048);
        return key.ExportRSAPrivateKeyPem();
    }
}
