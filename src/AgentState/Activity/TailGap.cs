namespace AgentState;

/// <summary>A part of the log that a tail's listener no longer holds: what is there, less what is known of it, is missing.</summary>
/// <param name="Above">Where it begins.</param>
/// <param name="Below">Where it ends: this entry is not in it.</param>
/// <param name="Known">How many in it were told, as entries or as missing.</param>
internal sealed record TailGap(LogPosition Above, LogPosition Below, long Known);
