using System.Collections.Immutable;

namespace AgentState;

/// <summary>What a task has used up, by name: tokens of a model, cost, calls. Amounts of a name add up. It never changes.</summary>
public sealed class TaskUsage : IEquatable<TaskUsage>
{
    private readonly ImmutableSortedDictionary<string, double> amounts;

    private TaskUsage(ImmutableSortedDictionary<string, double> amounts) => this.amounts = amounts;

    /// <summary>Nothing.</summary>
    public static TaskUsage None { get; } = new(ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal));

    /// <summary>How many names there are.</summary>
    public int Count => amounts.Count;

    /// <summary>The names, in their order.</summary>
    public IEnumerable<string> Names => amounts.Keys;

    /// <summary>The amount of a name; 0 where there is none.</summary>
    /// <param name="name">The name.</param>
    public double this[string name] => amounts.GetValueOrDefault(name);

    /// <summary>An amount of one name.</summary>
    /// <param name="name">The name, such as <c>inputTokens</c>; not empty, not of the form <c>__x__</c>, up to 1,400 bytes in UTF-8.</param>
    /// <param name="amount">Not negative, and finite. Whole amounts up to 2^53 stay exact, and are stored as integers.</param>
    /// <exception cref="ArgumentException">The name cannot be one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The amount cannot be one.</exception>
    public static TaskUsage Of(string name, double amount)
    {
        TaskArguments.CheckUsage(name, amount);
        return new TaskUsage(None.amounts.Add(name, amount));
    }

    /// <summary>Amounts of several names.</summary>
    /// <param name="amounts">Names and amounts, as for one.</param>
    /// <exception cref="ArgumentException">A name cannot be one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An amount cannot be one.</exception>
    public static TaskUsage FromDictionary(IReadOnlyDictionary<string, double> amounts)
    {
        ArgumentNullException.ThrowIfNull(amounts);
        foreach (var (name, amount) in amounts)
        {
            TaskArguments.CheckUsage(name, amount);
        }

        return Read(amounts);
    }

    /// <summary>Both together: the amounts of each name added up.</summary>
    /// <param name="other">The other.</param>
    public TaskUsage Plus(TaskUsage other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new TaskUsage(amounts.SetItems(other.amounts.Select(entry => KeyValuePair.Create(entry.Key, this[entry.Key] + entry.Value))));
    }

    /// <summary>Copies names and amounts.</summary>
    public IReadOnlyDictionary<string, double> ToDictionary() => amounts.ToDictionary(StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool Equals(TaskUsage? other) => other is not null && amounts.SequenceEqual(other.amounts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TaskUsage);

    /// <inheritdoc/>
    public override int GetHashCode() => amounts.Aggregate(amounts.Count, (hash, entry) => HashCode.Combine(hash, entry.Key, entry.Value));

    /// <summary>Names and amounts.</summary>
    public override string ToString() => string.Join(", ", amounts.Select(entry => FormattableString.Invariant($"{entry.Key}: {entry.Value}")));

    internal static TaskUsage Read(IEnumerable<KeyValuePair<string, double>> stored) => new(None.amounts.SetItems(stored));
}
