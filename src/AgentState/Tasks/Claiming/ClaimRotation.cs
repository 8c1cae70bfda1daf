namespace AgentState.Internal.Tasks.Claiming;

/// <summary>Selects the type with which a claim of several types starts: the one that came first longest ago.</summary>
/// <remarks>
/// A type that always has tasks therefore cannot starve the others. The order is kept by type, so callers with different lists do not
/// disturb each other.
/// </remarks>
internal sealed class ClaimRotation
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, long> turns = new(StringComparer.Ordinal);
    private long turn;

    /// <summary>Returns the types, rotated so that the next one in turn comes first.</summary>
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
