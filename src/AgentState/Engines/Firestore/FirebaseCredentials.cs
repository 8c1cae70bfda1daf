using AgentState.Internal.PrivateKeys;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>Reads the variable FIREBASE_CREDENTIALS: a service account's JSON, that JSON in base64, or the path of its file.</summary>
internal static class FirebaseCredentials
{
    public const string Variable = "FIREBASE_CREDENTIALS";

    /// <param name="value">The variable's value.</param>
    /// <param name="readFile">Reads a file; returns null if it does not exist.</param>
    /// <exception cref="InvalidOperationException">The value has none of the three forms. The message never quotes the value.</exception>
    public static FirestoreCredential Parse(string value, Func<string, string?> readFile)
    {
        var json = JsonOf(value) ?? JsonOfFile(value, readFile);
        try
        {
            return FirestoreCredential.FromServiceAccount(json);
        }
        catch (FormatException error)
        {
            throw new InvalidOperationException($"{Variable} is set, but is not a usable key. {error.Message}", error);
        }
    }

    // A path may look like base64, but does not decode to JSON.
    private static string? JsonOf(string text) =>
        ServiceAccountText.ToJson(text) ??
        (WrappedText.FromBase64(WrappedText.Unquoted(text)) is { } decoded ? ServiceAccountText.ToJson(decoded) : null);

    private static string JsonOfFile(string value, Func<string, string?> readFile)
    {
        string? text;
        string problem = "its value is neither a service account's JSON, nor that JSON in base64, nor the path of a readable file.";
        try
        {
            text = readFile(WrappedText.Unquoted(value));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            text = null;
            problem = $"the file that it names cannot be read ({error.GetType().Name}). Check the file's permissions.";
        }

        // No inner exception: it contains the path, which may be a truncated secret.
        if (text is null)
        {
            throw new InvalidOperationException($"{Variable} is set, but {problem}");
        }

        return JsonOf(text) ?? throw new InvalidOperationException(
            $"{Variable} is set, but the file that it names is neither a service account's JSON nor that JSON in base64.");
    }
}
