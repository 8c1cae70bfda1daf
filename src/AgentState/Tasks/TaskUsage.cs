using System.Collections.Immutable;
using AgentState.Internal.Tasks;

namespace AgentState;

/// <summary>The amounts that a task has used, by name, such as model tokens, cost or calls. Immutable.</summary>
public sealed class TaskUsage : IEquatable<TaskUsage>
{
    private readonly ImmutableSortedDictionary<string, double> amounts;

    private TaskUsage(ImmutableSortedDictionary<string, double> amounts) => this.amounts = amounts;

    /// <summary>An empty usage.</summary>
    public static TaskUsage None { get; } = new(ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal));

    /// <summary>The number of names.</summary>
    public int Count => amounts.Count;

    /// <summary>The names, in ordinal order.</summary>
    public IEnumerable<string> Names => amounts.Keys;

    /// <summary>The amount of a name; 0 if the name does not exist.</summary>
    /// <param name="name">The name.</param>
    public double this[string name] => amounts.GetValueOrDefault(name);

    /// <summary>Creates a usage with one name.</summary>
    /// <param name="name">
    /// The name, such as <c>inputTokens</c>: not empty, not of the form <c>__x__</c>, up to 1,400 bytes in UTF-8.
    /// </param>
    /// <param name="amount">The amount: finite and not negative. Integers up to 2^53 stay exact, and are stored as integers.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is not valid.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="amount"/> is negative or not finite.</exception>
    public static TaskUsage Of(string name, double amount)
    {
        TaskArguments.CheckUsage(name, amount);
        return new TaskUsage(None.amounts.Add(name, amount));
    }

    /// <summary>Creates a usage with several names.</summary>
    /// <param name="amounts">Names and amounts, with the same rules as <see cref="Of"/>.</param>
    /// <exception cref="ArgumentException">A name is not valid.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An amount is negative or not finite.</exception>
    public static TaskUsage FromDictionary(IReadOnlyDictionary<string, double> amounts)
    {
        ArgumentNullException.ThrowIfNull(amounts);
        foreach (var (name, amount) in amounts)
        {
            TaskArguments.CheckUsage(name, amount, nameof(amounts));
        }

        return Read(amounts);
    }

    /// <summary>Adds the amounts of both, name by name.</summary>
    /// <param name="other">The other usage.</param>
    public TaskUsage Plus(TaskUsage other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new TaskUsage(
            amounts.SetItems(other.amounts.Select(entry => KeyValuePair.Create(entry.Key, this[entry.Key] + entry.Value))));
    }

    /// <summary>Copies the names and amounts into a dictionary.</summary>
    public IReadOnlyDictionary<string, double> ToDictionary() => amounts.ToDictionary(StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool Equals(TaskUsage? other) => other is not null && amounts.SequenceEqual(other.amounts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TaskUsage);

    /// <inheritdoc/>
    public override int GetHashCode() => amounts.Aggregate(amounts.Count, (hash, entry) => HashCode.Combine(hash, entry.Key, entry.Value));

    /// <summary>Lists the names and amounts.</summary>
    public override string ToString() =>
        string.Join(", ", amounts.Select(entry => FormattableString.Invariant($"{entry.Key}: {entry.Value}")));

    internal static TaskUsage Read(IEnumerable<KeyValuePair<string, double>> stored) => new(None.amounts.SetItems(stored));
}
