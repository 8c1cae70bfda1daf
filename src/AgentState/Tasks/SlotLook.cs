namespace AgentState;

/// <summary>What one read of a type's slots brought. Disposing ends the reservations.</summary>
/// <param name="free">Free slots, reserved for the caller.</param>
/// <param name="othersHaveSome">Whether other claims of this process had reserved slots, which are not among the free ones.</param>
/// <param name="reservations">Where they are reserved.</param>
/// <param name="readAt">The number of releases before the slots were read.</param>
internal sealed class SlotLook(IReadOnlyList<TaskSlot> free, bool othersHaveSome, Reservations reservations, long readAt) : IDisposable
{
    /// <summary>Free slots, reserved for the caller.</summary>
    public IReadOnlyList<TaskSlot> Free => free;

    /// <summary>
    /// Whether every slot that is not among the free ones was taken when it was read. False: another claim of this process has yet to take
    /// it, or to leave it.
    /// </summary>
    public bool IsFinal => !othersHaveSome;

    /// <summary>Waits until another claim of this process has ended. Then the slots must be read again.</summary>
    public Task WaitForOthersAsync(CancellationToken cancellationToken) => reservations.WaitAsync(readAt, cancellationToken);

    public void Dispose()
    {
        foreach (var slot in free)
        {
            slot.Dispose();
        }
    }
}
