using System.Security.Cryptography;

namespace AgentState;

/// <summary>Makes ids of documents on the client, in the form that Firestore's own clients use: 20 letters and digits, about 119 random bits.</summary>
internal static class DocumentIds
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public static string New() => RandomNumberGenerator.GetString(Alphabet, 20);
}
