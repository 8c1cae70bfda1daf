namespace AgentState;

/// <summary>What becomes of a buffered entry for which the queue has no room.</summary>
public enum ActivityOverflow
{
    /// <summary>It is dropped. One of level error takes the place of the newest that is none; it is dropped only where all are errors.</summary>
    DropNewest,

    /// <summary><see cref="IActivityLog.BufferAsync"/> waits for room; <see cref="IActivityLog.TryWrite"/>, which never waits, takes nothing.</summary>
    Wait,
}
