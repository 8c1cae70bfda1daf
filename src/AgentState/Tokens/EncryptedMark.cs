namespace AgentState;

/// <summary>How the stored text of an encrypted secret begins.</summary>
internal static class EncryptedMark
{
    public const string Text = "enc:";

    private const string Versioned = "enc:v";

    /// <summary>Whether a text is an encrypted one, of this version or a later one. No secret is taken that begins so.</summary>
    public static bool IsOn(string text) =>
        text.Length > Versioned.Length && text.StartsWith(Versioned, StringComparison.Ordinal) && char.IsAsciiDigit(text[Versioned.Length]);

    /// <summary>Whether a text may be what is left of an encrypted one. Where secrets are encrypted, such a text is never taken for a plain one.</summary>
    public static bool MayBeOn(string text) => text.StartsWith(Text, StringComparison.Ordinal) || Text.StartsWith(text, StringComparison.Ordinal);
}
