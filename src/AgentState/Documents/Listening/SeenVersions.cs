using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents.Listening;

/// <summary>Remembers which document versions were seen, so that each is handled once. Thread-safe.</summary>
/// <remarks>It remembers at most 10,000 documents; the oldest are forgotten and count as new again.</remarks>
internal sealed class SeenVersions
{
    private const int Most = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Timestamp> versions = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    public bool Has(Document document)
    {
        lock (gate)
        {
            return HasUnderGate(document);
        }
    }

    /// <summary>Remembers the version of a document.</summary>
    /// <returns>False if this version was already remembered.</returns>
    public bool Add(Document document)
    {
        lock (gate)
        {
            if (HasUnderGate(document))
            {
                return false;
            }

            if (versions.TryAdd(document.Name, document.UpdateTime))
            {
                order.Enqueue(document.Name);
                if (order.Count > Most)
                {
                    versions.Remove(order.Dequeue());
                }
            }
            else
            {
                versions[document.Name] = document.UpdateTime;
            }

            return true;
        }
    }

    private bool HasUnderGate(Document document) =>
        versions.TryGetValue(document.Name, out var version) && version.Equals(document.UpdateTime);
}
