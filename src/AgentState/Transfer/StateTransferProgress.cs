namespace AgentState;

/// <summary>How many documents <see cref="StateTransfer.CopyAsync"/> has copied, and how many it will copy.</summary>
public sealed record StateTransferProgress
{
    /// <summary>The number of documents that were copied so far.</summary>
    public required long Copied { get; init; }

    /// <summary>The number of documents to copy, the copied ones included.</summary>
    /// <remarks>
    /// Users, agents, task types, tasks, tokens and log entries are counted at the start. Instances and slots are added when they are
    /// found, so the number may grow.
    /// </remarks>
    public required long Total { get; init; }
}
