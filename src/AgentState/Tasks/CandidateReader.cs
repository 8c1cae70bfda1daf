using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Reads pending tasks. One that cannot be read is skipped, and logged once per document and version; one that turned out to be unclaimable
/// is skipped from then on. All claimers of a process share one. Thread-safe.
/// </summary>
internal sealed class CandidateReader(ILogger logger)
{
    private readonly SeenVersions skipped = new();

    /// <summary>The task; null where it is skipped.</summary>
    public AgentTask? TryRead(Document document)
    {
        if (skipped.Has(document))
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
    public bool Skip(Document document) => skipped.Add(document);
}
