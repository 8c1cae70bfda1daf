using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace AgentState.Tests;

/// <summary>The pure parts of GitHub Apps: the JWT, addresses, shapes, and what replies mean.</summary>
public sealed class GitHubAppPartTests
{
    private static readonly DateTimeOffset Now = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero).AddMilliseconds(999);

    [Fact, Trait("Promise", "K29")]
    public void AnAddressFromConfiguration_IsThatOfItsOwnOptionsAlone()
    {
        var settings = new Dictionary<string, string?> { ["Address:Api"] = "https://api.example.com" };
        var options = new GitHubAppOptions();

        new ConfigurationBuilder().AddInMemoryCollection(settings).Build().Bind(options);

        options.Address.Api.Host.Should().Be("api.example.com");
        new GitHubAppOptions().Address.Api.Host.Should().Be("api.github.com");
        GitHubAddress.GitHubCom.Api.Host.Should().Be("api.github.com");
    }

    [Fact, Trait("Promise", "K25")]
    public async Task TheJwt_HasWholeSecondsAndATextForItsIssuer_AndVerifiesByThePublicKey()
    {
        using var key = RSA.Create(2048);
        var toSign = AppJwt.ToSign("1234", Now);

        var jwt = AppJwt.Signed(toSign, await new RsaAppSigner(key.ExportPkcs8PrivateKeyPem()).SignAsync(toSign, TestContext.Current.CancellationToken));

        var parts = jwt.Split('.');
        Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])).Should().Be("""{"alg":"RS256","typ":"JWT"}""");
        var second = Now.ToUnixTimeSeconds();
        Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])).Should().Be($$"""{"iat":{{second - 60}},"exp":{{second + 540}},"iss":"1234"}""");
        key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .Should().BeTrue();
        jwt.Should().NotContainAny("+", "/", "=");
    }

    [Fact, Trait("Promise", "K29")]
    public void Addresses_AreThoseOfEachKindOfGitHub()
    {
        Of(GitHubAddress.GitHubCom).Should().Be(("https://github.com/", "https://api.github.com/"));
        Of(GitHubAddress.EnterpriseServer(new Uri("https://github.example.com"))).Should().Be(("https://github.example.com/", "https://github.example.com/api/v3"));
        Of(GitHubAddress.EnterpriseServer(new Uri("https://github.example.com/"))).Should().Be(("https://github.example.com/", "https://github.example.com/api/v3"));
        Of(GitHubAddress.DataResidency("octocorp")).Should().Be(("https://octocorp.ghe.com/", "https://api.octocorp.ghe.com/"));
        FluentActions.Invoking(() => GitHubAddress.DataResidency("octocorp.ghe.com/")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => GitHubAddress.EnterpriseServer(new Uri("github", UriKind.Relative))).Should().Throw<ArgumentException>();

        static (string Web, string Api) Of(GitHubAddress address) => (address.Web.AbsoluteUri, address.Api.AbsoluteUri);
    }

    [Theory, Trait("Promise", "K26"), Trait("Promise", "K28")]
    [InlineData(201, """{ "token": "t", "expires_at": "2026-01-31T13:00:00Z" }""", InstallationAnswer.Granted)]
    [InlineData(201, """{ "token": "t" }""", InstallationAnswer.Failed)]
    [InlineData(201, "garbage", InstallationAnswer.Failed)]
    [InlineData(401, """{ "message": "'Expiration time' claim ('exp') is too far in the future" }""", InstallationAnswer.ClockDiffers)]
    [InlineData(401, """{ "message": "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued" }""", InstallationAnswer.ClockDiffers)]
    [InlineData(401, """{ "message": "A JSON web token could not be decoded" }""", InstallationAnswer.AppRefused)]
    [InlineData(401, "", InstallationAnswer.AppRefused)]
    [InlineData(403, """{ "message": "This installation has been suspended" }""", InstallationAnswer.Suspended)]
    [InlineData(403, """{ "message": "You have exceeded a secondary rate limit." }""", InstallationAnswer.RateLimited)]
    [InlineData(403, """{ "message": "API rate limit exceeded for installation." }""", InstallationAnswer.RateLimited)]
    [InlineData(403, """{ "message": "Resource not accessible by integration" }""", InstallationAnswer.Forbidden)]
    [InlineData(404, "", InstallationAnswer.Gone)]
    [InlineData(422, "", InstallationAnswer.TooMuchAsked)]
    [InlineData(429, "", InstallationAnswer.RateLimited)]
    [InlineData(500, "", InstallationAnswer.Failed)]
    [InlineData(202, "", InstallationAnswer.Failed)]
    public void AReply_IsUnderstood(int status, string body, object expected) =>
        InstallationAnswers.Of(new EndpointReply { Status = (HttpStatusCode)status, At = Now, Body = EndpointBody.Parse(Encoding.UTF8.GetBytes(body)) })
            .Should().Be((InstallationAnswer)expected);

    [Fact, Trait("Promise", "K26")]
    public void AShape_IsStable_AndTellsRequestsApart()
    {
        ShapeText.Of(("a", ["2", "1"]), ("b", []), ("c", ["x,y;z"])).Should().Be("a=1,2;c=x%2Cy%3Bz");
        ShapeText.Of(("a", ["1", "2"])).Should().NotBe(ShapeText.Of(("a", ["1,2"])));
        ShapeText.Of(("a", ["1"]), ("b", ["2"])).Should().NotBe(ShapeText.Of(("a", ["1;b=2"])));
        var much = Enumerable.Range(0, 500).Select(number => $"repository-{number}").ToList();
        ShapeText.Of(("repositories", much)).Should().StartWith("sha256=").And.Be(ShapeText.Of(("repositories", Enumerable.Reverse(much)))).And.HaveLength(71);
    }

    [Fact, Trait("Promise", "K26")]
    public async Task ARequest_AsksForExactlyWhatIsSet_OrForAll()
    {
        var options = new GitHubAppOptions { AppId = "a" };
        using var all = GitHubRequests.Mint(options, 42, "jwt");
        options.Repositories.Add("garden");
        options.RepositoryIds.Add(7);
        options.Permissions.Add("contents", "read");
        using var some = GitHubRequests.Mint(options, 42, "jwt");

        (await all.Content!.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Be("{}");
        (await some.Content!.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Be(
            """{"repositories":["garden"],"repository_ids":[7],"permissions":{"contents":"read"}}""");
        some.RequestUri.Should().Be(new Uri("https://api.github.com/app/installations/42/access_tokens"));
    }
}
