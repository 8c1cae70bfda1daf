using System.Collections;
using System.Collections.Immutable;

namespace AgentState.Internal.Agents.Liveness;

/// <summary>A read-only list over agents sorted by id.</summary>
/// <remarks>Consecutive lists share the unchanged parts. Enumeration copies nothing; the first access by index copies the items.</remarks>
internal sealed class AgentList<T>(ImmutableSortedDictionary<string, T> items) : IReadOnlyList<T>
{
    private T[]? indexed;

    public int Count => items.Count;

    public T this[int index] => (indexed ??= [.. items.Values])[index];

    public IEnumerator<T> GetEnumerator() => items.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"AgentList ({Count} items)";
}
