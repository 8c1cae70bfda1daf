using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace AgentState.Tests;

/// <summary>Tests the pure parts of GitHub Apps: the JWT, addresses, request fingerprints and replies.</summary>
public sealed class GitHubAppPartTests
{
    private static readonly DateTimeOffset Now = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero).AddMilliseconds(999);

    [Fact, Trait("Guarantee", "K29")]
    public void Bind_Address_ChangesOnlyTheBoundOptions()
    {
        var settings = new Dictionary<string, string?> { ["Address:Api"] = "https://api.example.com" };
        var options = new GitHubAppOptions();

        new ConfigurationBuilder().AddInMemoryCollection(settings).Build().Bind(options);

        options.Address.Api.Host.Should().Be("api.example.com");
        new GitHubAppOptions().Address.Api.Host.Should().Be("api.github.com");
        GitHubAddress.GitHubCom.Api.Host.Should().Be("api.github.com");
    }

    [Fact, Trait("Guarantee", "K25")]
    public async Task AppJwt_Signed_HasWholeSecondsAndVerifies()
    {
        using var key = RSA.Create(2048);
        var toSign = AppJwt.ToSign("1234", Now);

        var jwt = AppJwt.Signed(
            toSign, await new RsaAppSigner(key.ExportPkcs8PrivateKeyPem()).SignAsync(toSign, TestContext.Current.CancellationToken));

        var parts = jwt.Split('.');
        Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])).Should().Be("""{"alg":"RS256","typ":"JWT"}""");
        var second = Now.ToUnixTimeSeconds();
        Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1]))
            .Should().Be($$"""{"iat":{{second - 60}},"exp":{{second + 540}},"iss":"1234"}""");
        key.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
            Base64Url.DecodeFromChars(parts[2]),
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1)
            .Should().BeTrue();
        jwt.Should().NotContainAny("+", "/", "=");
    }

    [Fact, Trait("Guarantee", "K29")]
    public void GitHubAddress_OfEachKind_HasItsWebAndApiAddress()
    {
        Of(GitHubAddress.GitHubCom).Should().Be(("https://github.com/", "https://api.github.com/"));
        Of(GitHubAddress.EnterpriseServer(new Uri("https://github.example.com")))
            .Should().Be(("https://github.example.com/", "https://github.example.com/api/v3"));
        Of(GitHubAddress.EnterpriseServer(new Uri("https://github.example.com/")))
            .Should().Be(("https://github.example.com/", "https://github.example.com/api/v3"));
        Of(GitHubAddress.DataResidency("octocorp")).Should().Be(("https://octocorp.ghe.com/", "https://api.octocorp.ghe.com/"));
        FluentActions.Invoking(() => GitHubAddress.DataResidency("octocorp.ghe.com/")).Should().Throw<ArgumentException>();

        static (string Web, string Api) Of(GitHubAddress address) => (address.Web.AbsoluteUri, address.Api.AbsoluteUri);
    }

    [Fact]
    public void GitHubAddress_InvalidAddress_NamesTheParameter()
    {
        Refused(() => GitHubAddress.EnterpriseServer(null!)).ParamName.Should().Be("server");
        Refused(() => GitHubAddress.EnterpriseServer(new Uri("zq7k", UriKind.Relative))).ParamName.Should().Be("server");

        static ArgumentException Refused(Func<GitHubAddress> make) => make.Should().Throw<ArgumentException>()
            .Where(error => !error.Message.Contains("zq7k", StringComparison.Ordinal)).Which;
    }

    [Theory, Trait("Guarantee", "K26"), Trait("Guarantee", "K28")]
    [InlineData(201, """{ "token": "t", "expires_at": "2026-01-31T13:00:00Z" }""", InstallationAnswer.Granted)]
    [InlineData(201, """{ "token": "t" }""", InstallationAnswer.Failed)]
    [InlineData(201, "garbage", InstallationAnswer.Failed)]
    [InlineData(401, """{ "message": "'Expiration time' claim ('exp') is too far in the future" }""", InstallationAnswer.ClockDiffers)]
    [InlineData(
        401,
        """{ "message": "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued" }""",
        InstallationAnswer.ClockDiffers)]
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
    public void InstallationAnswer_ByStatusAndBody_IsExpected(int status, string body, object expected) =>
        InstallationAnswerReader.Of(
            new EndpointReply { Status = (HttpStatusCode)status, At = Now, Body = EndpointBody.Parse(Encoding.UTF8.GetBytes(body)) })
            .Should().Be((InstallationAnswer)expected);

    [Fact, Trait("Guarantee", "K26")]
    public void FingerprintText_OfRequests_IsStableAndDistinct()
    {
        FingerprintText.Of(("a", ["2", "1"]), ("b", []), ("c", ["x,y;z"])).Should().Be("a=1,2;c=x%2Cy%3Bz");
        FingerprintText.Of(("a", ["1", "2"])).Should().NotBe(FingerprintText.Of(("a", ["1,2"])));
        FingerprintText.Of(("a", ["1"]), ("b", ["2"])).Should().NotBe(FingerprintText.Of(("a", ["1;b=2"])));
        var much = Enumerable.Range(0, 500).Select(number => $"repository-{number}").ToList();
        FingerprintText.Of(("repositories", much))
            .Should().StartWith("sha256=").And.Be(FingerprintText.Of(("repositories", Enumerable.Reverse(much)))).And.HaveLength(71);
    }

    [Fact, Trait("Guarantee", "K26")]
    public async Task Mint_WithAndWithoutLimits_RequestsExactlyThose()
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
