namespace AgentState.Internal.Activities;

/// <summary>A part of the log that a tail's listener no longer holds.</summary>
/// <remarks>The number of its entries, minus <paramref name="Known"/>, is the number of missing ones.</remarks>
/// <param name="Above">The start of the part.</param>
/// <param name="Below">The end of the part, exclusive.</param>
/// <param name="Known">The number of its entries that were already returned or reported as missing.</param>
internal sealed record TailGap(LogPosition Above, LogPosition Below, long Known);
