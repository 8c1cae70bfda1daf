using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;

namespace AgentState.Firestore.Tests;

/// <summary>
/// The differences between the emulator and the documentation of the service, which the embedded engine follows. A test in
/// KnownDifferenceTests pins each one; the random calls do not produce the differences that are tested there and missing here.
/// </summary>
internal static class KnownDifferences
{
    private static readonly string[] MergedWrites = ["in the same request", "Cannot collapse mutations"];

    public static Verdict Judge(DatabaseCall call, Answer embedded, Answer emulator)
    {
        if (embedded.Text == emulator.Text)
        {
            return Verdict.Same;
        }

        if (IsDescendingNameScan(call, emulator) || IsVagueAboutNesting(embedded, emulator) || IsFinerThanStored(call))
        {
            return Verdict.Explained;
        }

        return IsRefusedForTwoWrites(call, emulator) ? Verdict.ExplainedAndOver : Verdict.Different;
    }

    // "Firestore does not support descending key scans": the emulator lacks the index, which can be added on the service.
    private static bool IsDescendingNameScan(DatabaseCall call, Answer emulator) =>
        emulator.Error is MissingIndexException
        && QueryOf(call) is { } query
        && query.OrderBy.Any(static order => order.Field.FieldPath == FieldPath.Name && order.Direction is Direction.Descending);

    // The emulator also refuses an invalid value within a map, but reports only "Property m contains an invalid nested entity".
    private static bool IsVagueAboutNesting(Answer embedded, Answer emulator) =>
        embedded.Error is StateLimitException
        && emulator.Error?.InnerException?.Message.Contains("contains an invalid nested entity", StringComparison.Ordinal) == true;

    // The service applies the writes of a commit in order. The emulator first merges the writes to one document, and refuses them if it
    // cannot merge their conditions.
    private static bool IsRefusedForTwoWrites(DatabaseCall call, Answer emulator) =>
        call is DatabaseCall.Commit commit
        && emulator.Error?.InnerException?.Message is { } message
        && MergedWrites.Any(part => message.Contains(part, StringComparison.Ordinal))
        && commit.Writes.GroupBy(Writes.NameOf)
            .Any(static group => group.Count() > 1 && group.Any(static write => write.CurrentDocument is not null));

    // Stored times are truncated to the microsecond. The emulator truncates a finer time of a filter or compares it unchanged, depending
    // on the query plan. The embedded engine always compares it unchanged.
    private static bool IsFinerThanStored(DatabaseCall call) =>
        QueryOf(call)?.Where is { } filter && Operands(filter).Any(HoldsFinerTime);

    private static IEnumerable<Value> Operands(Filter filter) => filter switch
    {
        { CompositeFilter: { } composite } => composite.Filters.SelectMany(Operands),
        { FieldFilter.Value: { } operand } => [operand],
        _ => [],
    };

    private static bool HoldsFinerTime(Value value) => value switch
    {
        { TimestampValue: { } time } => time.Nanos % 1_000 != 0,
        { ArrayValue: { } array } => array.Values.Any(HoldsFinerTime),
        { MapValue: { } map } => map.Fields.Values.Any(HoldsFinerTime),
        _ => false,
    };

    private static StructuredQuery? QueryOf(DatabaseCall call) => call switch
    {
        DatabaseCall.Query query => query.Body,
        DatabaseCall.Aggregate query => query.Body.StructuredQuery,
        _ => null,
    };
}
