namespace AgentState.Internal.Tokens.Secrets;

/// <summary>The prefix of an encrypted secret's stored text.</summary>
internal static class EncryptedPrefix
{
    public const string Text = "enc:";

    private const string Versioned = "enc:v";

    /// <summary>
    /// Whether a text is an encrypted secret, of this version or a later one; plain secrets with this prefix are rejected.
    /// </summary>
    public static bool IsOn(string text) =>
        text.Length > Versioned.Length && text.StartsWith(Versioned, StringComparison.Ordinal) && char.IsAsciiDigit(text[Versioned.Length]);

    /// <summary>Whether a text may be an encrypted secret, or the truncated start of one.</summary>
    /// <remarks>A vault that encrypts never treats such a text as plain text.</remarks>
    public static bool MayBeOn(string text) =>
        text.StartsWith(Text, StringComparison.Ordinal) || Text.StartsWith(text, StringComparison.Ordinal);
}
