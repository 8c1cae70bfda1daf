using System.Buffers;

namespace AgentState.Internal.Tokens.Encryption;

/// <summary>Validates key ids, which appear between colons in the stored text.</summary>
internal static class TokenKeyIds
{
    public const string Rule = "1 to 64 ASCII letters, digits, dots, hyphens and underscores";

    private const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static bool IsOne(string? id) => id is { Length: > 0 and <= MaxLength } && !id.AsSpan().ContainsAnyExcept(Allowed);
}
