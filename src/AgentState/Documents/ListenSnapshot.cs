using System.Collections.Immutable;
using Google.Cloud.Firestore.V1;
using Google.Protobuf;

namespace AgentState.Internal.Documents;

/// <summary>All documents of a listener at one point in time of the database.</summary>
/// <param name="Documents">The documents by full name, unordered. Snapshots share unchanged documents.</param>
/// <param name="Changes">The differences from the previous snapshot; in the first snapshot all documents.</param>
/// <param name="ReadTime">The server time of the snapshot.</param>
internal sealed record ListenSnapshot(
    ImmutableDictionary<string, Document> Documents, IReadOnlyList<DocumentDifference> Changes, Timestamp ReadTime)
{
    /// <summary>The token to resume another stream from this snapshot; null if the engine cannot resume.</summary>
    public ByteString? ResumeToken { get; init; }

    public static ImmutableDictionary<string, Document> Nothing { get; } =
        ImmutableDictionary.Create<string, Document>(StringComparer.Ordinal);

    /// <summary>Returns the differences of the named documents; documents of the same version are equal.</summary>
    public static IReadOnlyList<DocumentDifference> Compare(
        ImmutableDictionary<string, Document> before, ImmutableDictionary<string, Document> after, IEnumerable<string> names)
    {
        var differences = new List<DocumentDifference>();
        foreach (var name in names)
        {
            var (was, now) = (before.GetValueOrDefault(name), after.GetValueOrDefault(name));
            if (!Equals(was?.UpdateTime, now?.UpdateTime))
            {
                differences.Add(new DocumentDifference(name, was, now));
            }
        }

        return differences;
    }

    /// <summary>Returns the differences of all documents.</summary>
    public static IReadOnlyList<DocumentDifference> Compare(
        ImmutableDictionary<string, Document> before, ImmutableDictionary<string, Document> after) =>
        Compare(before, after, before.Keys.Concat(after.Keys.Where(name => !before.ContainsKey(name))));
}
