using System.Text;

namespace AgentState;

/// <summary>What Firestore takes as content: limits, names and text. Pure; where something stands is the cursor's business.</summary>
internal static class ValueRules
{
    /// <summary>The largest document, with its name, in bytes as <see cref="DocumentSize"/> counts them.</summary>
    public const int MaxDocumentBytes = 1_048_576;

    /// <summary>The longest string in UTF-8, and the longest bytes: 1 MiB less 89 bytes.</summary>
    public const int MaxValueBytes = 1_048_487;

    /// <summary>The longest path of a field in UTF-8: the names from the document down, with a dot between them. A single name can be as long.</summary>
    public const int MaxPathBytes = 1_500;

    /// <summary>How many maps and arrays may lie inside each other, the field's own value being the first.</summary>
    public const int MaxNesting = 20;

    /// <summary>Whether a name is one that Firestore keeps for itself: <c>__x__</c>.</summary>
    public static bool IsReserved(string name) =>
        name.Length >= 4 && name.StartsWith("__", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal);

    /// <summary>
    /// Whether every surrogate has its other half. One that lacks it has no UTF-8 form; the protocol would put U+FFFD in its place without a word.
    /// </summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        var at = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        while (at >= 0)
        {
            if (at + 1 >= text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
            {
                return false;
            }

            text = text[(at + 2)..];
            at = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        }

        return true;
    }

    /// <summary>The length in UTF-8, counted only where it could pass the limit; else something not above it.</summary>
    public static int BytesIfOver(string text, int limit) =>
        text.Length <= limit / 3 ? text.Length : Encoding.UTF8.GetByteCount(text);
}
