using System.Text.Json;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Http;

namespace AgentState;

/// <summary>A service account's key, as the console hands it out in JSON. Its text appears in no message.</summary>
internal sealed class ServiceAccountKey
{
    private readonly ServiceAccountCredential credential;

    private ServiceAccountKey(ServiceAccountCredential credential) => this.credential = credential;

    /// <summary>The project that the account belongs to; null where the key does not tell.</summary>
    public string? ProjectId => credential.ProjectId;

    /// <exception cref="FormatException">The text is not such a key. The message says what is missing, and quotes nothing.</exception>
    public static ServiceAccountKey Parse(string json)
    {
        using var document = Read(json);
        var root = document.RootElement;
        if (Text(root, "type") is not "service_account")
        {
            throw new FormatException(
                "The JSON is not a service account's key: its type is not service_account. Other kinds of credentials are found as " +
                "application default credentials, by GOOGLE_APPLICATION_CREDENTIALS.");
        }

        var tokenUri = Text(root, "token_uri") ?? GoogleAuthConsts.OidcTokenUrl;
        if (!Uri.TryCreate(tokenUri, UriKind.Absolute, out var address) ||
            !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
        {
            throw new FormatException("The service account's token_uri is no https address. A signed assertion is sent over https only, or to this machine.");
        }

        var initializer = new ServiceAccountCredential.Initializer(Required(root, "client_email"), tokenUri)
        {
            KeyId = Text(root, "private_key_id"),
            ProjectId = Text(root, "project_id"),

            // Repeats are the business of the layer above, for tokens as for calls.
            DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,
        };
        return TrySetKey(initializer, Required(root, "private_key"))
            ? new ServiceAccountKey(new ServiceAccountCredential(initializer))
            : throw new FormatException(
                "The service account's private_key is not a PKCS #8 key in PEM form. Was it cut off, or were its line ends lost?");
    }

    public GoogleTokens Tokens(TimeSpan timeout) => new(() => Task.FromResult(credential.ToGoogleCredential()), timeout);

    private static JsonDocument Read(string json)
    {
        try
        {
            var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind is JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
        }
        catch (JsonException)
        {
            // The reader's own message may quote what it read.
        }

        throw new FormatException("The text is not a JSON object.");
    }

    private static bool TrySetKey(ServiceAccountCredential.Initializer initializer, string privateKey)
    {
        try
        {
            initializer.FromPrivateKey(privateKey);
            return true;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or System.Security.Cryptography.CryptographicException)
        {
            // The error is not passed on: it may quote the key.
            return false;
        }
    }

    private static string Required(JsonElement root, string name) =>
        Text(root, name) ?? throw new FormatException($"The service account's key lacks '{name}'.");

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
