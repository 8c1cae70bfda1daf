using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentState.Tests;

public sealed class OAuthOptionsTests
{
    private const string Canary = "zq7kary7f3a";
    private const string CanaryStart = "zq7k";

    [Fact]
    public void Validate_GoodOptions_Succeeds() => Failures(_ => { }).Should().BeEmpty();

    public static TheoryData<string, Action<OAuthOptions>> Bad => new()
    {
        { "TokenEndpoint is not set", options => options.TokenEndpoint = null },
        { "TokenEndpoint is 'http://example.com'", options => options.TokenEndpoint = new Uri("http://example.com/token") },
        { "RevocationEndpoint is not absolute", options => options.RevocationEndpoint = new Uri("/revoke", UriKind.Relative) },
        { "ClientId is not set", options => options.ClientId = " " },
        { "AssumedLifetime is 1.00:00:00", options => options.AssumedLifetime = TimeSpan.FromDays(1) },
        { "ClientSecret is not set", options => options.ClientSecret = null },
        { "ClientSecret holds a control character", options => options.ClientSecret = SecretString.Stored($"{Canary}\u0001") },
        { "ClientSecret is empty", options => options.ClientSecret = SecretString.Stored("") },
        { "ClientAuthentication is None: it would not be sent", options => options.ClientAuthentication = OAuthClientAuthentication.None },
        {
            "GrantType is ClientCredentials",
            options => (options.ClientAuthentication, options.GrantType) =
                (OAuthClientAuthentication.None, OAuthGrantType.ClientCredentials)
        },
        { "ClientAuthentication is 7", options => options.ClientAuthentication = (OAuthClientAuthentication)7 },
        { "GrantType is 7", options => options.GrantType = (OAuthGrantType)7 },
        {
            "Parameters has the masked text of a secret for 'copy'",
            options => options.Parameters["copy"] = new SecretString(Canary).ToString()
        },
        { "Parameters has 'refresh_token'", options => options.Parameters.Add("refresh_token", Canary) },
        { "Scopes has an entry", options => options.Scopes.Add("read write") },
    };

    [Theory, MemberData(nameof(Bad)), Trait("Guarantee", "K20"), Trait("Guarantee", "K32")]
    public void Validate_BadOptions_NamesTheSettingWithoutSecrets(string expected, Action<OAuthOptions> spoil) =>
        Failures(spoil).Should().Contain(failure => failure.Contains(expected, StringComparison.Ordinal))
            .And.OnlyContain(failure => failure.Contains("OAuth options 'google': ") && !failure.Contains(CanaryStart));

    [Fact]
    public void BadOptions_AtStartOrVaultCreation_Throw()
    {
        var services = new ServiceCollection();
        services.AddAgentState().UseEmbedded().AddOAuthRefresh("google", options => options.ClientId = "client");
        using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Invoking(validator => validator.Validate())
            .Should().Throw<OptionsValidationException>();
        provider.Invoking(all => all.GetRequiredService<ITokenVault>())
            .Should().Throw<OptionsValidationException>().WithMessage("*TokenEndpoint*");
    }

    [Fact]
    public void AddOAuthRefresh_SeveralServicesAndVaults_SeparateTheOptions()
    {
        var services = new ServiceCollection();
        services.AddAgentState().UseEmbedded()
            .AddOAuthRefresh("google", options => options.ClientId = "a")
            .AddOAuthRefresh("slack", options => options.ClientId = "b");
        services.AddKeyedAgentState("vault").UseEmbedded().AddOAuthRefresh("google", options => options.ClientId = "c");
        using var provider = services.BuildServiceProvider();
        var setups = provider.GetServices<IConfigureOptions<OAuthOptions>>().OfType<IConfigureNamedOptions<OAuthOptions>>().ToList();

        IdOf("google").Should().Be("a");
        IdOf("slack").Should().Be("b");
        IdOf("vault/google").Should().Be("c");

        string? IdOf(string name)
        {
            var options = new OAuthOptions();
            setups.ForEach(setup => setup.Configure(name, options));
            return options.ClientId;
        }
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("")]
    public void AddOAuthRefresh_InvalidServiceName_Throws(string service) =>
        FluentActions.Invoking(() => new ServiceCollection().AddAgentState().AddOAuthRefresh(service, _ => { }))
            .Should().Throw<ArgumentException>();

    private static IEnumerable<string> Failures(Action<OAuthOptions> spoil)
    {
        var options = new OAuthOptions
        {
            TokenEndpoint = new Uri("https://example.com/token"),
            ClientId = "client",
            ClientSecret = new SecretString(Canary),
        };
        spoil(options);
        return new OAuthOptionsValidator().Validate("google", options).Failures ?? [];
    }
}
