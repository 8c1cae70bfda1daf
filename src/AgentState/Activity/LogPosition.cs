using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>Where an entry stands in the log: by its time, then by its name.</summary>
internal readonly record struct LogPosition(Timestamp Time, string Name)
{
    /// <summary>The log's order, the oldest first.</summary>
    public static IComparer<LogPosition> Order { get; } = Comparer<LogPosition>.Create(
        static (left, right) => left.Time == right.Time ? Utf8Order.Compare(left.Name, right.Name) : left.Time.CompareTo(right.Time));

    /// <summary>Of an entry that a query has found, which has a time.</summary>
    public static LogPosition Of(Document document) => new(document.Fields[ActivityFields.Timestamp].TimestampValue, document.Name);

    /// <summary>Where a time begins, below all that has it.</summary>
    public static LogPosition From(Timestamp time) => new(time, "");

    public bool IsBelow(LogPosition other) => Order.Compare(this, other) < 0;
}
