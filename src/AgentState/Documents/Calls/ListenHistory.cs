using System.Collections.Immutable;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents.Calls;

/// <summary>Merges the streams of one listener: it drops snapshots that are old or unchanged. Pure.</summary>
/// <remarks>A new stream begins with all documents; only their differences from the last returned snapshot are returned.</remarks>
internal sealed class ListenHistory
{
    private ImmutableDictionary<string, Document>? reported;
    private Timestamp? reportedAt;
    private bool inStep;

    /// <summary>The snapshot that another stream resumes from; null to start from the beginning.</summary>
    public ListenSnapshot? Place { get; private set; }

    /// <summary>Prepares for a new stream, whose first changes are not relative to the last returned snapshot.</summary>
    public void Reopen() => inStep = false;

    /// <summary>Discards the resume point, so that the next stream starts from the beginning.</summary>
    public void LosePlace() => Place = null;

    /// <summary>Returns the snapshot with its changes since the last returned one; null if there are none.</summary>
    public ListenSnapshot? Take(ListenSnapshot snapshot)
    {
        if (reportedAt is not null && snapshot.ReadTime < reportedAt)
        {
            // This server lags behind the previous one.
            inStep = false;
            return null;
        }

        var changes = reported is null || inStep ? snapshot.Changes : ListenSnapshot.Compare(reported, snapshot.Documents);
        var isNews = reported is null || changes.Count > 0;
        (reported, reportedAt, inStep) = (snapshot.Documents, snapshot.ReadTime, true);
        Place = snapshot.ResumeToken is null ? null : snapshot;
        return isNews ? snapshot with { Changes = changes } : null;
    }
}
