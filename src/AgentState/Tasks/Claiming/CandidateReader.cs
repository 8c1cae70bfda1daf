using AgentState.Internal.Data;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents.Listening;
using AgentState.Internal.Tasks.Stored;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tasks.Claiming;

/// <summary>Reads pending tasks, and skips those that cannot be read or claimed.</summary>
/// <remarks>
/// A skipped task is read again after its document changes. An unreadable task is logged once per version of its document. All claimers of
/// a process share one instance. Thread-safe.
/// </remarks>
internal sealed class CandidateReader(ILogger logger)
{
    private readonly SeenVersions skipped = new();

    /// <summary>Reads a task; returns null if it is skipped.</summary>
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

    /// <summary>Skips a document until it changes.</summary>
    /// <returns>False if this version is skipped already.</returns>
    public bool Skip(Document document) => skipped.Add(document);
}
