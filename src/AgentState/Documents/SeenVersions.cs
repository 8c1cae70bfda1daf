using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// Remembers versions of documents, so that something is said or done once for each. The memory is bounded: beyond it the oldest count as
/// new once more. Thread-safe.
/// </summary>
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

    /// <summary>Remembers the document as it is.</summary>
    /// <returns>False if this version was known.</returns>
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
