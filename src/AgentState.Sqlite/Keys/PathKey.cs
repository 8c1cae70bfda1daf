using AgentState.Internal.Engines.Embedded.Stored;

namespace AgentState.Internal.Sqlite.Keys;

/// <summary>Writes paths and ids in the order of <see cref="ReferenceOrder"/>.</summary>
internal static class PathKey
{
    private const byte NumericId = 1;
    private const byte TextId = 2;

    /// <summary>Writes a path. Paths are ordered segment by segment, and a path comes before the paths below it.</summary>
    public static void Write(KeyBuffer key, ReadOnlySpan<char> path)
    {
        foreach (var segment in path.Split('/'))
        {
            WriteId(key, path[segment]);
        }

        key.WriteEnd();
    }

    /// <summary>Writes one id. Ids such as <c>__id7__</c> come first, ordered by number.</summary>
    public static void WriteId(KeyBuffer key, ReadOnlySpan<char> id)
    {
        if (ReferenceOrder.TryReadNumeric(id, out var number))
        {
            key.WriteByte(NumericId);
            key.WriteInt64(number);
        }
        else
        {
            key.WriteByte(TextId);
            key.WriteText(id);
        }
    }
}
