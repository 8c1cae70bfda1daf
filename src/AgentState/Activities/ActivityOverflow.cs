namespace AgentState;

/// <summary>The policy for a buffered entry when the queue is full.</summary>
public enum ActivityOverflow
{
    /// <summary>The new entry is dropped, unless it is an error that can replace queued entries of other levels.</summary>
    /// <remarks>An error replaces the newest entries that are not errors. It is dropped only if that does not make enough room.</remarks>
    DropNewest,

    /// <summary><see cref="IActivityLog.BufferAsync"/> waits for room; <see cref="IActivityLog.TryWrite"/> returns false.</summary>
    Wait,
}
