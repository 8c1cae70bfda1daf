using System.Text;

namespace AgentState;

/// <summary>What the variable FIREBASE_CREDENTIALS holds: a service account's JSON as it is, in base64, or the path of its file.</summary>
internal static class FirebaseCredentials
{
    public const string Variable = "FIREBASE_CREDENTIALS";

    /// <param name="value">The variable's value.</param>
    /// <param name="readFile">Reads a file; null where there is none.</param>
    /// <exception cref="InvalidOperationException">It is none of the three. The message quotes nothing of the value.</exception>
    public static FirestoreCredential Parse(string value, Func<string, string?> readFile)
    {
        var json = JsonOf(value.Trim(), readFile) ?? throw new InvalidOperationException(
            $"{Variable} is set, but it is neither a service account's JSON, nor that JSON in base64, nor the path of a readable file.");
        try
        {
            return FirestoreCredential.FromServiceAccount(json);
        }
        catch (FormatException error)
        {
            throw new InvalidOperationException($"{Variable} is set, but cannot be used. {error.Message}", error);
        }
    }

    private static string? JsonOf(string value, Func<string, string?> readFile)
    {
        if (value.StartsWith('{'))
        {
            return value;
        }

        // A path may look like base64, but does not decode to JSON.
        var bytes = new byte[value.Length];
        if (Convert.TryFromBase64String(value, bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).TrimStart() is ['{', ..] json)
        {
            return json;
        }

        return readFile(value);
    }
}
