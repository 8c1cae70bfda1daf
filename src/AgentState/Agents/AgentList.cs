using System.Collections;
using System.Collections.Immutable;

namespace AgentState;

/// <summary>Agents by id, seen as a list. It shares what did not change with the lists before and after; who only enumerates it copies nothing.</summary>
internal sealed class AgentList<T>(ImmutableSortedDictionary<string, T> items) : IReadOnlyList<T>
{
    private T[]? indexed;

    public int Count => items.Count;

    public T this[int index] => (indexed ??= [.. items.Values])[index];

    public IEnumerator<T> GetEnumerator() => items.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
