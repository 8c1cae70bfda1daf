using System.Security.Cryptography;
using System.Text.Json;
using AgentState.Internal.PrivateKeys;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Http;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>A service account's key in the console's JSON form. Its text appears in no message.</summary>
internal sealed class ServiceAccountKey
{
    private readonly ServiceAccountCredential credential;

    private ServiceAccountKey(ServiceAccountCredential credential) => this.credential = credential;

    /// <summary>The project of the account; null if the key does not name it.</summary>
    public string? ProjectId => credential.ProjectId;

    /// <exception cref="FormatException">
    /// The text is not a service account's key. The message names the cause and never quotes the text.
    /// </exception>
    public static ServiceAccountKey Parse(string json)
    {
        using var document = Read(json);
        var root = document.RootElement;
        if (Text(root, "type") is not "service_account")
        {
            throw new FormatException(
                "The JSON is not a service account's key: its type is not service_account. For other types of credentials, set " +
                "GOOGLE_APPLICATION_CREDENTIALS and use the application default credentials.");
        }

        var tokenUri = Text(root, "token_uri") ?? GoogleAuthConsts.OidcTokenUrl;
        if (!Uri.TryCreate(tokenUri, UriKind.Absolute, out var address) ||
            !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
        {
            throw new FormatException(
                "The service account's token_uri is not an https address. Use https, or http for a loopback address.");
        }

        var initializer = new ServiceAccountCredential.Initializer(Required(root, "client_email"), tokenUri)
        {
            KeyId = Text(root, "private_key_id"),
            ProjectId = Text(root, "project_id"),
            Key = KeyOf(Required(root, "private_key")),

            // The layer above retries, for tokens as for calls.
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
            problem = "it contains half of a surrogate pair.";
        }
        catch (JsonException error)
        {
            problem = $"parsing failed at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}. " +
                "Check that the text is complete and that its quotes are intact.";
        }

        // No inner exception: its message may quote the text.
        throw new FormatException($"The text is not a JSON object: {problem}");
    }

    // Not disposed: the credential uses the key for the lifetime of the process.
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
