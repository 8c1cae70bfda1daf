using System.Collections.Immutable;
using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// What one listener was told, across the streams that it was told it by: a new stream begins with all there is, and what is told of it
/// is the difference. Nothing is told twice, and nothing older than what was told. Pure.
/// </summary>
internal sealed class ListenHistory
{
    private ImmutableDictionary<string, Document>? told;
    private Timestamp? toldAt;
    private bool inStep;

    /// <summary>From where another stream goes on; null = from the beginning.</summary>
    public ListenSnapshot? Place { get; private set; }

    /// <summary>A new stream begins: what it calls its changes is not what differs for us.</summary>
    public void Reopen() => inStep = false;

    /// <summary>Nothing can go on from where the last stream was: the next one begins from the beginning.</summary>
    public void LosePlace() => Place = null;

    /// <summary>What to tell of a stream's snapshot; null where that is nothing new.</summary>
    public ListenSnapshot? Take(ListenSnapshot snapshot)
    {
        if (toldAt is not null && snapshot.ReadTime < toldAt)
        {
            // A server that lags behind the one before.
            inStep = false;
            return null;
        }

        var changes = told is null || inStep ? snapshot.Changes : ListenSnapshot.Compare(told, snapshot.Documents);
        var isNews = told is null || changes.Count > 0;
        (told, toldAt, inStep) = (snapshot.Documents, snapshot.ReadTime, true);
        Place = snapshot.ResumeToken is null ? null : snapshot;
        return isNews ? snapshot with { Changes = changes } : null;
    }
}
