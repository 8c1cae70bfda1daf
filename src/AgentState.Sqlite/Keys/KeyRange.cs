using AgentState.Internal.Engines.Embedded.Queries;

namespace AgentState.Internal.Sqlite.Keys;

/// <summary>The bounds of the keys between two positions of an order.</summary>
internal static class KeyRange
{
    /// <summary>Returns the range of the keys between two positions.</summary>
    /// <param name="prefix">The bytes with which all keys begin, such as those of a collection.</param>
    /// <param name="start">The position before the first key.</param>
    /// <param name="end">The position after the last key.</param>
    /// <param name="terms">The terms whose values follow the prefix.</param>
    /// <returns>The inclusive lower bound and the exclusive upper bound; the upper bound is null if every key is below it.</returns>
    public static (byte[] From, byte[]? To) Between(
        ReadOnlySpan<byte> prefix, CursorPosition start, CursorPosition end, IReadOnlyList<OrderTerm> terms) =>
        Bound(prefix, start, terms) is { } from ? (from, Bound(prefix, end, terms)) : ([], []);

    /// <summary>Returns the least key after a position; null if the position is after all keys.</summary>
    public static byte[]? Bound(ReadOnlySpan<byte> prefix, CursorPosition position, IReadOnlyList<OrderTerm> terms)
    {
        var key = new KeyWriter(prefix);
        for (var i = 0; i < position.Values.Length; i++)
        {
            key.AppendTerm(terms[i], position.Values[i]);
        }

        var bytes = key.ToArray();
        return position.Before ? bytes : After(bytes);
    }

    /// <summary>Returns the least key after all keys that begin with a prefix; null if there is none.</summary>
    public static byte[]? After(ReadOnlySpan<byte> prefix)
    {
        var last = prefix.LastIndexOfAnyExcept(byte.MaxValue);
        if (last < 0)
        {
            return null;
        }

        var after = prefix[..(last + 1)].ToArray();
        after[last]++;
        return after;
    }
}
