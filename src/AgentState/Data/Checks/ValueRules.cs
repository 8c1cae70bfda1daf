using System.Text;

namespace AgentState.Internal.Data.Checks;

/// <summary>Firestore's rules for content: limits, names and text. Pure; <see cref="ValueCursor"/> tracks positions.</summary>
internal static class ValueRules
{
    /// <summary>The maximum size of a document, including its name, as <see cref="DocumentSize"/> counts it.</summary>
    public const int MaxDocumentBytes = 1_048_576;

    /// <summary>The maximum length of a string in UTF-8 and of bytes: 1 MiB minus 89 bytes.</summary>
    public const int MaxValueBytes = 1_048_487;

    /// <summary>The maximum length in UTF-8 of a field's path: all names from the document down, separated by dots.</summary>
    /// <remarks>A single name can have the same length.</remarks>
    public const int MaxPathBytes = 1_500;

    /// <summary>The maximum number of nested maps and arrays, including the field's own value.</summary>
    public const int MaxNesting = 20;

    /// <summary>Whether Firestore reserves a name: <c>__x__</c>.</summary>
    public static bool IsReserved(string name) =>
        name.Length >= 4 && name.StartsWith("__", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal);

    /// <summary>Whether every surrogate in a text is part of a pair.</summary>
    /// <remarks>An unpaired surrogate has no UTF-8 form; the protocol would silently replace it with U+FFFD.</remarks>
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

    /// <summary>Returns the length in UTF-8 if it could exceed the limit; otherwise a number that does not exceed it.</summary>
    public static int BytesIfOver(string text, int limit) =>
        text.Length <= limit / 3 ? text.Length : Encoding.UTF8.GetByteCount(text);
}
