using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;

namespace AgentState.Firestore.Tests;

/// <summary>
/// Where the emulator does otherwise than the service is documented to do, and the embedded engine follows the documentation. Each one
/// is pinned by a test in KnownDifferenceTests; what that names and is not listed here is not generated.
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

    // "Firestore does not support descending key scans": a matter of the indexes that a database has, which the service lets one add.
    private static bool IsDescendingNameScan(DatabaseCall call, Answer emulator) =>
        emulator.Error is MissingIndexException
        && QueryOf(call) is { } query
        && query.OrderBy.Any(static order => order.Field.FieldPath == FieldPath.Name && order.Direction is Direction.Descending);

    // "Property m contains an invalid nested entity" is all that the emulator says of whatever is wrong within a map. It refuses it, too.
    private static bool IsVagueAboutNesting(Answer embedded, Answer emulator) =>
        embedded.Error is StateLimitException
        && emulator.Error?.InnerException?.Message.Contains("contains an invalid nested entity", StringComparison.Ordinal) == true;

    // The service applies the writes of a commit in their order. The emulator merges those about one document first, and refuses where
    // their conditions cannot be merged.
    private static bool IsRefusedForTwoWrites(DatabaseCall call, Answer emulator) =>
        call is DatabaseCall.Commit commit
        && emulator.Error?.InnerException?.Message is { } message
        && MergedWrites.Any(part => message.Contains(part, StringComparison.Ordinal))
        && commit.Writes.GroupBy(Writes.NameOf)
            .Any(static group => group.Count() > 1 && group.Any(static write => write.CurrentDocument is not null));

    // Stored times are cut to the microsecond. A finer one in a filter the emulator cuts, too, or compares as it is, by the plan that it
    // chooses for the whole query. The embedded engine always compares as it is.
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
