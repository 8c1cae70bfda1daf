namespace AgentState;

/// <summary>A free slot that one claim of this process has reserved. Disposing ends the reservation, once.</summary>
/// <param name="document">The slot's document, as it was seen to be free.</param>
/// <param name="reservations">Where it is reserved.</param>
internal sealed class TaskSlot(DocumentSnapshot document, Reservations reservations) : IDisposable
{
    private bool isReleased;

    public string Name => document.Name;

    /// <summary>The write that travels with the claim: it takes the slot if no other process has taken it.</summary>
    public Func<DocumentSnapshot, Rider?> RiderFor(TaskClaim claim) => _ => new Rider(SlotDocument.Take(document, claim), IsRequired: true);

    public void Dispose()
    {
        if (!Interlocked.Exchange(ref isReleased, true))
        {
            reservations.Release(document.Name);
        }
    }
}
