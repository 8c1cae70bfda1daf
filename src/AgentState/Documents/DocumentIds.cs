using System.Security.Cryptography;

namespace AgentState.Internal.Documents;

/// <summary>Creates document ids like Firestore's clients: 20 letters and digits with about 119 random bits.</summary>
internal static class DocumentIds
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public static string New() => RandomNumberGenerator.GetString(Alphabet, 20);
}
