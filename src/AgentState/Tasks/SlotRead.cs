namespace AgentState;

/// <summary>The slots of a type, as one read showed them.</summary>
/// <param name="Slots">The slots, in random order.</param>
/// <param name="Reservations">Where claims of this process reserve them.</param>
/// <param name="ReadAt">The number of releases before they were read.</param>
internal sealed record SlotRead(IReadOnlyList<DocumentSnapshot> Slots, Reservations Reservations, long ReadAt);
