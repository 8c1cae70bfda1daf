using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Reads pending tasks. One that cannot be read is skipped, and logged once per document and version; one that turned out to be unclaimable
/// is skipped from then on. All claimers of a process
/// share one. Thread-safe.
/// </summary>
internal sealed class CandidateReader(ILogger logger)
{
    // The memory of one process: beyond that the oldest are logged once more.
    private const int Most = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Timestamp> skipped = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    /// <summary>The task; null where it is skipped.</summary>
    public AgentTask? TryRead(Document document)
    {
        if (IsSkipped(document))
        {
            return null;
        }

        try
        {
            return TaskDocument.Read(document);
        }
        catch (StateDataException error)
        {
            if (Skip(document))
            {
                Log.TaskUnreadable(logger, DatabaseRoot.IdOf(document.Name), error.FieldPath);
            }

            return null;
        }
    }

    /// <summary>Skips a document as long as it is unchanged.</summary>
    /// <returns>False if it was skipped before.</returns>
    public bool Skip(Document document)
    {
        lock (gate)
        {
            if (IsSkippedUnderGate(document))
            {
                return false;
            }

            if (skipped.TryAdd(document.Name, document.UpdateTime))
            {
                order.Enqueue(document.Name);
                if (order.Count > Most)
                {
                    skipped.Remove(order.Dequeue());
                }
            }
            else
            {
                skipped[document.Name] = document.UpdateTime;
            }

            return true;
        }
    }

    private bool IsSkipped(Document document)
    {
        lock (gate)
        {
            return IsSkippedUnderGate(document);
        }
    }

    private bool IsSkippedUnderGate(Document document) =>
        skipped.TryGetValue(document.Name, out var version) && version.Equals(document.UpdateTime);
}
