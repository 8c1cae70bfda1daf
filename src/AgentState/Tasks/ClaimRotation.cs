namespace AgentState;

/// <summary>
/// With which of several types a claim begins: the one that was begun with longest ago, so that a type that always has something keeps no other one waiting. It
/// is remembered by type: callers with lists of their own do not disturb each other's turns.
/// </summary>
internal sealed class ClaimRotation
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, long> turns = new(StringComparer.Ordinal);
    private long turn;

    /// <summary>The types from the one whose turn it is, all round.</summary>
    public IReadOnlyList<ClaimableType> Next(IReadOnlyList<ClaimableType> types)
    {
        if (types.Count <= 1)
        {
            return types;
        }

        lock (gate)
        {
            var first = Enumerable.Range(0, types.Count).MinBy(i => turns.GetValueOrDefault(types[i].Type));
            turns[types[first].Type] = ++turn;
            return [.. types.Skip(first), .. types.Take(first)];
        }
    }
}
