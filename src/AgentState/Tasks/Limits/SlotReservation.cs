namespace AgentState.Internal.Tasks.Limits;

/// <summary>The free slots of a type that were reserved for one call.</summary>
/// <remarks>Disposing releases them.</remarks>
/// <param name="free">The free slots, reserved for the caller.</param>
/// <param name="othersHaveSome">Whether other claims of this process may have reserved further slots.</param>
/// <param name="reservations">The reservations of the type.</param>
/// <param name="readAt">The number of releases before the slots were read.</param>
internal sealed class SlotReservation(IReadOnlyList<TaskSlot> free, bool othersHaveSome, Reservations reservations, long readAt)
    : IDisposable
{
    /// <summary>The free slots, reserved for the caller.</summary>
    public IReadOnlyList<TaskSlot> Free => free;

    /// <summary>Whether every slot that was not reserved for the caller was taken when it was read.</summary>
    /// <remarks>If false, another claim of this process may still take or release a slot.</remarks>
    public bool IsFinal => !othersHaveSome;

    /// <summary>Waits until another claim of this process has ended; the slots must then be read again.</summary>
    public Task WaitForOthersAsync(CancellationToken cancellationToken) => reservations.WaitAsync(readAt, cancellationToken);

    public void Dispose()
    {
        foreach (var slot in free)
        {
            slot.Dispose();
        }
    }
}
