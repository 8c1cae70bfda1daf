using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace AgentState.Internal.Data.Checks;

/// <summary>Validates ids, names and texts of callers before any call, with the name of the argument.</summary>
internal static class Arguments
{
    /// <summary>The maximum length of a document id in UTF-8 bytes.</summary>
    private const int MaxIdBytes = 1_500;

    /// <summary>
    /// The maximum length in UTF-8 bytes of a text that a query can find: an index stores 1,500 bytes, including one terminator.
    /// </summary>
    private const int MaxNameBytes = 1_499;

    /// <summary>Checks that a part of an argument is not null.</summary>
    public static void CheckPresent([NotNull] object? value, [CallerArgumentExpression(nameof(value))] string argument = "") =>
        ArgumentNullException.ThrowIfNull(value, argument);

    /// <summary>Checks an id, which becomes the last segment of a document's name.</summary>
    public static void CheckId([NotNull] string? id, [CallerArgumentExpression(nameof(id))] string argument = "")
    {
        CheckWord(id, MaxIdBytes, argument);

        if (id.Contains('/', StringComparison.Ordinal))
        {
            throw new ArgumentException("The id contains a slash. An id is one segment of a document path.", argument);
        }

        if (id is "." or ".." || ValueRules.IsReserved(id))
        {
            throw new ArgumentException("Firestore reserves the ids '.', '..' and those of the form __x__. Use another id.", argument);
        }
    }

    /// <summary>Checks a name by which documents are queried, such as a task type or an agent.</summary>
    public static void CheckName([NotNull] string? name, [CallerArgumentExpression(nameof(name))] string argument = "") =>
        CheckWord(name, MaxNameBytes, argument);

    /// <summary>Checks a text that is only stored; it can be empty.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxBytes">The maximum length in UTF-8 bytes.</param>
    /// <param name="argument">The name of the caller's argument.</param>
    public static void CheckText(
        [NotNull] string? text, int maxBytes = ValueRules.MaxValueBytes, [CallerArgumentExpression(nameof(text))] string argument = "")
    {
        ArgumentNullException.ThrowIfNull(text, argument);

        if (ValueRules.BytesIfOver(text, maxBytes) > maxBytes)
        {
            throw new ArgumentException(
                $"The text has {Encoding.UTF8.GetByteCount(text)} bytes in UTF-8; the limit is {maxBytes} bytes.", argument);
        }

        if (!ValueRules.IsWellFormed(text))
        {
            throw new ArgumentException("The text contains half of a surrogate pair, which has no UTF-8 form.", argument);
        }
    }

    private static void CheckWord([NotNull] string? word, int maxBytes, string argument)
    {
        ArgumentException.ThrowIfNullOrEmpty(word, argument);
        CheckText(word, maxBytes, argument);

        if (word.Any(char.IsControl))
        {
            throw new ArgumentException(
                "The text contains a control character. Ids and names must not contain control characters.", argument);
        }
    }
}
