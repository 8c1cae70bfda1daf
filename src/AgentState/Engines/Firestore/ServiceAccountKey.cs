using System.Security.Cryptography;
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
            Key = KeyOf(Required(root, "private_key")),

            // Repeats are the business of the layer above, for tokens as for calls.
            DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,
        };
        return new ServiceAccountKey(new ServiceAccountCredential(initializer));
    }

    public GoogleTokens Tokens(TimeSpan timeout) => new(() => Task.FromResult(credential.ToGoogleCredential()), timeout);

    private static JsonDocument Read(string text)
    {
        var json = ServiceAccountText.ToJson(text) ?? throw new FormatException("The text is not a JSON object.");
        string problem;
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (ArgumentException)
        {
            problem = "it holds half a character.";
        }
        catch (JsonException error)
        {
            problem = $"it cannot be read from line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1} on. " +
                "Was it cut off, or were its quotes lost?";
        }

        // Without the reader's own error: that may quote what it read.
        throw new FormatException($"The text is not a JSON object: {problem}");
    }

    // The credential keeps the key for as long as it lives, and there is one for the life of the process.
    private static RSA KeyOf(string text)
    {
        var pem = PrivateKeyText.ToPem(text, out var problem) ?? throw new FormatException($"The service account's private_key {problem}");
        var key = RSA.Create();
        key.ImportFromPem(pem);
        return key;
    }

    private static string Required(JsonElement root, string name) =>
        Text(root, name) ?? throw new FormatException($"The service account's key lacks '{name}'.");

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
