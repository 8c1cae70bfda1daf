using System.Collections.Immutable;
using Google.Cloud.Firestore.V1;
using Google.Protobuf;

namespace AgentState;

/// <summary>All that is listened to, at one moment of the database.</summary>
/// <param name="Documents">By full name, without an order. Snapshots share what did not change.</param>
/// <param name="Changes">What differs from the snapshot told before; in the first one all that is there.</param>
/// <param name="ReadTime">The moment.</param>
internal sealed record ListenSnapshot(
    ImmutableDictionary<string, Document> Documents, IReadOnlyList<DocumentDifference> Changes, Timestamp ReadTime)
{
    /// <summary>By which the engine goes on from here on another stream; null where it cannot.</summary>
    public ByteString? ResumeToken { get; init; }

    public static ImmutableDictionary<string, Document> Nothing { get; } = ImmutableDictionary.Create<string, Document>(StringComparer.Ordinal);

    /// <summary>The differences in the documents named. Two documents of one version are the same.</summary>
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

    /// <summary>All differences.</summary>
    public static IReadOnlyList<DocumentDifference> Compare(
        ImmutableDictionary<string, Document> before, ImmutableDictionary<string, Document> after) =>
        Compare(before, after, before.Keys.Concat(after.Keys.Where(name => !before.ContainsKey(name))));
}
