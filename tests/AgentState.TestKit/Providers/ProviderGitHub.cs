using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AgentState.TestKit;

/// <summary>
/// The GitHub App endpoints: checks the app's JWT against its public key and the provider's clock, and issues installation tokens.
/// </summary>
internal sealed class ProviderGitHub(ProviderGrants grants) : IDisposable
{
    private readonly Lazy<RSA> key = new(() => RSA.Create(2048));

    /// <summary>The app's client id.</summary>
    public string AppId { get; } = "Iv23liScripted";

    /// <summary>The app's private key, in PKCS#1, as GitHub makes it.</summary>
    public string PrivateKey => key.Value.ExportRSAPrivateKeyPem();

    /// <summary>The installations, and whether each is suspended.</summary>
    public Dictionary<long, bool> Installations { get; } = new() { [42] = false };

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    public ProviderAnswer Mint(RecordedRequest request, DateTimeOffset now)
    {
        if (WhyRefused(request.Bearer ?? "", now) is { } reason)
        {
            return Message(401, reason);
        }

        var id = long.Parse(request.Path.Split('/')[^2], CultureInfo.InvariantCulture);
        if (!Installations.TryGetValue(id, out var isSuspended))
        {
            return Message(404, "Not Found");
        }

        return isSuspended
            ? Message(403, "This installation has been suspended")
            : ProviderAnswer.Json(201, new Dictionary<string, object>
            {
                ["token"] = grants.Mint(),
                ["expires_at"] = (now + Lifetime).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                ["permissions"] = request.Json.TryGetProperty("permissions", out var asked)
                    ? asked
                    : new Dictionary<string, string> { ["metadata"] = "read" },
                ["repository_selection"] = request.Json.TryGetProperty("repositories", out _) ? "selected" : "all",
            });
    }

    public ProviderAnswer RevokeInstallation(RecordedRequest request) =>
        request.Bearer is { } token && grants.Revoke(token) ? new ProviderAnswer(204) : Message(401, "Bad credentials");

    public ProviderAnswer RevokeUser(RecordedRequest request) =>
        grants.Revoke(request.Json.GetProperty("access_token").GetString()!) ? new ProviderAnswer(204) : Message(404, "Not Found");

    public void Dispose()
    {
        if (key.IsValueCreated)
        {
            key.Value.Dispose();
        }
    }

    public static ProviderAnswer Message(int status, string message) =>
        ProviderAnswer.Json(
            status, new Dictionary<string, string> { ["message"] = message, ["documentation_url"] = "https://docs.github.com/rest" });

    // The messages are GitHub's.
    private string? WhyRefused(string jwt, DateTimeOffset now)
    {
        if (jwt.Split('.') is not [var header, var payload, var signature] ||
            !key.Value.VerifyData(
                Encoding.ASCII.GetBytes($"{header}.{payload}"),
                Base64Url.DecodeFromChars(signature),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1))
        {
            return "A JSON web token could not be decoded";
        }

        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
        var issuedAt = claims.RootElement.GetProperty("iat").GetInt64();
        var end = claims.RootElement.GetProperty("exp").GetInt64();
        return claims.RootElement.GetProperty("iss").GetString() != AppId ? "Integration not found"
            : issuedAt > now.ToUnixTimeSeconds()
                ? "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
            : end <= now.ToUnixTimeSeconds()
                ? "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires"
            : end > now.AddMinutes(10).ToUnixTimeSeconds() ? "'Expiration time' claim ('exp') is too far in the future"
            : null;
    }
}
