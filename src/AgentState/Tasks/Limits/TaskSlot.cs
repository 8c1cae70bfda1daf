using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Writing;

namespace AgentState.Internal.Tasks.Limits;

/// <summary>A free slot that is reserved for one claim of this process.</summary>
/// <remarks>Disposing releases it, once.</remarks>
/// <param name="document">The slot's document, as of the time when the slot was free.</param>
/// <param name="reservations">The reservations that contain the slot.</param>
internal sealed class TaskSlot(DocumentSnapshot document, Reservations reservations) : IDisposable
{
    private bool isReleased;

    public string Name => document.Name;

    /// <summary>Builds the piggybacked write of the claim, which takes the slot if no other process has taken it.</summary>
    public Func<DocumentSnapshot, PiggybackedWrite?> PiggybackedFor(TaskClaim claim) =>
        _ => new PiggybackedWrite(SlotDocument.Take(document, claim), IsRequired: true);

    public void Dispose()
    {
        if (!Interlocked.Exchange(ref isReleased, true))
        {
            reservations.Release(document.Name);
        }
    }
}
