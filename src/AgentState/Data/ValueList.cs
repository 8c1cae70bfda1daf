using System.Collections;

namespace AgentState.Internal.Data;

/// <summary>An immutable list that is equal to another list of the same items, so that records with such a list compare by value.</summary>
internal sealed class ValueList<T>(params IReadOnlyList<T> items) : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    public static ValueList<T> Empty { get; } = new([]);

    public int Count => items.Count;

    public T this[int index] => items[index];

    /// <summary>Returns a list with an additional item that keeps only the last <paramref name="most"/> items.</summary>
    public ValueList<T> With(T item, int most) => new([.. items.Append(item).TakeLast(most)]);

    public bool Equals(ValueList<T>? other) => other is not null && items.SequenceEqual(other);

    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <summary>Returns the number of items, without any content.</summary>
    public override string ToString() => $"{Count} items";

    public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
