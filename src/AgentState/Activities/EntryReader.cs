using AgentState.Internal.Data;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents.Listening;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Activities;

/// <summary>Reads entries for tails; thread-safe.</summary>
/// <remarks>An entry that cannot be read is logged once for each of its versions.</remarks>
internal sealed class EntryReader(ILogger logger)
{
    private readonly SeenVersions seen = new();

    /// <summary>The entries, without those that cannot be read.</summary>
    public IEnumerable<ActivityEntry> Read(IEnumerable<Document> documents)
    {
        foreach (var document in documents)
        {
            if (TryRead(document) is { } entry)
            {
                yield return entry;
            }
        }
    }

    private ActivityEntry? TryRead(Document document)
    {
        try
        {
            return ActivityDocument.Read(document);
        }
        catch (StateDataException error)
        {
            if (seen.Add(document))
            {
                Log.EntryUnreadable(logger, DatabaseRoot.IdOf(document.Name), error.FieldPath);
            }

            return null;
        }
    }
}
