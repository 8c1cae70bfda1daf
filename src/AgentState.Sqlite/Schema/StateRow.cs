using AgentState.Internal.Sqlite.Clock;

namespace AgentState.Internal.Sqlite.Schema;

/// <summary>The state of the file that every transaction reads.</summary>
/// <param name="Time">The time of the file.</param>
/// <param name="LastChange">The number of the last row of the table <c>changes</c>.</param>
/// <param name="Generation">The number of times that tables or indexes were added.</param>
/// <param name="Swept">When expired documents were last deleted, in microseconds since 1970.</param>
internal readonly record struct StateRow(FileTime Time, long LastChange, long Generation, long Swept);
