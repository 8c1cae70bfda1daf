using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace AgentState;

/// <summary>What callers may give as ids, names and texts. Refused here, before any call, with the argument's name.</summary>
internal static class Arguments
{
    /// <summary>The longest document id, in UTF-8.</summary>
    private const int MaxIdBytes = 1_500;

    /// <summary>The longest text that an index holds whole, and by which it can be found, in UTF-8: 1,500 bytes are there, and one of them ends the text.</summary>
    private const int MaxNameBytes = 1_499;

    /// <summary>A part of an argument that must not be null.</summary>
    public static void CheckPresent([NotNull] object? value, [CallerArgumentExpression(nameof(value))] string argument = "") =>
        ArgumentNullException.ThrowIfNull(value, argument);

    /// <summary>An id becomes the last segment of a document's name.</summary>
    public static void CheckId([NotNull] string? id, [CallerArgumentExpression(nameof(id))] string argument = "")
    {
        CheckWord(id, MaxIdBytes, argument);

        if (id.Contains('/', StringComparison.Ordinal))
        {
            throw new ArgumentException("An id has no slash: it is one segment of a path.", argument);
        }

        if (id is "." or ".." || ValueRules.IsReserved(id))
        {
            throw new ArgumentException("An id is not '.', '..' or of the form __x__: Firestore keeps these for itself.", argument);
        }
    }

    /// <summary>A name (a type, an agent, a field to filter by) is found by an index.</summary>
    public static void CheckName([NotNull] string? name, [CallerArgumentExpression(nameof(name))] string argument = "") => CheckWord(name, MaxNameBytes, argument);

    /// <summary>A text is stored as it is, and may be empty.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxBytes">Its longest length in UTF-8.</param>
    /// <param name="argument">The name of the caller's argument.</param>
    public static void CheckText(
        [NotNull] string? text, int maxBytes = ValueRules.MaxValueBytes, [CallerArgumentExpression(nameof(text))] string argument = "")
    {
        ArgumentNullException.ThrowIfNull(text, argument);

        if (ValueRules.BytesIfOver(text, maxBytes) > maxBytes)
        {
            throw new ArgumentException($"The text has {Encoding.UTF8.GetByteCount(text)} bytes; at most {maxBytes} are taken here.", argument);
        }

        if (!ValueRules.IsWellFormed(text))
        {
            throw new ArgumentException("The text holds half of a surrogate pair, which has no UTF-8 form.", argument);
        }
    }

    private static void CheckWord([NotNull] string? word, int maxBytes, string argument)
    {
        ArgumentException.ThrowIfNullOrEmpty(word, argument);
        CheckText(word, maxBytes, argument);

        if (word.Any(char.IsControl))
        {
            throw new ArgumentException("Control characters do not belong in ids and names.", argument);
        }
    }
}
