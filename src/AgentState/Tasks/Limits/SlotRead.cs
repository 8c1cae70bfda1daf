using AgentState.Internal.Documents;

namespace AgentState.Internal.Tasks.Limits;

/// <summary>The slots of a type as of one read.</summary>
/// <param name="Slots">The slots, in random order.</param>
/// <param name="Reservations">The reservations of the type in this process.</param>
/// <param name="ReadAt">The number of releases before the slots were read.</param>
internal sealed record SlotRead(IReadOnlyList<DocumentSnapshot> Slots, Reservations Reservations, long ReadAt);
