namespace AgentState;

/// <summary>Where entries may be missing from a tail.</summary>
/// <param name="Above">All of them stand above this one; null = above the place from which it listens.</param>
/// <param name="Below">And below this one.</param>
/// <param name="Known">How many in between were told all the same.</param>
internal sealed record TailGap(LogPosition? Above, LogPosition Below, int Known);
