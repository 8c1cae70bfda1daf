using AgentState.Internal.Documents;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Activities;

/// <summary>The position of an entry in the log: its time, then its name.</summary>
internal readonly record struct LogPosition(Timestamp Time, string Name)
{
    /// <summary>The order of the log, oldest first.</summary>
    public static IComparer<LogPosition> Order { get; } = Comparer<LogPosition>.Create(
        static (left, right) => left.Time == right.Time ? Utf8Order.Compare(left.Name, right.Name) : left.Time.CompareTo(right.Time));

    /// <summary>The position of an entry that a query has returned, and which therefore has a time.</summary>
    public static LogPosition Of(Document document) => new(document.Fields[ActivityFields.Timestamp].TimestampValue, document.Name);

    /// <summary>The position before all entries that have this time.</summary>
    public static LogPosition From(Timestamp time) => new(time, "");

    public bool IsBelow(LogPosition other) => Order.Compare(this, other) < 0;
}
