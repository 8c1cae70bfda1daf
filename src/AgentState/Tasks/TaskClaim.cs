namespace AgentState;

/// <summary>
/// The handle of a claimed task: whoever holds it may complete or fail the task, as long as the claim is not lost. It can be serialised
/// (JSON), and used by another process.
/// </summary>
public sealed record TaskClaim
{
    /// <summary>The claimed task.</summary>
    public required string TaskId { get; init; }

    /// <summary>The agent that claimed it.</summary>
    public required string AgentId { get; init; }

    /// <summary>The fence: new for every claim, stored with the task while the claim holds it.</summary>
    public required string Token { get; init; }

    /// <summary>The version of the task that the claim made. With it a completion is written at once; without it (null) the task is read first.</summary>
    public StateVersion? Version { get; init; }

    /// <summary>What the claim made of the task, where this process made the claim. It saves a read, and is not serialised.</summary>
    internal AgentTask? Claimed { get; init; }

    /// <summary>
    /// The slot that the claim took, as it wrote it, where this process made the claim and its type is limited. It is not serialised.
    /// </summary>
    internal DocumentSnapshot? Slot { get; init; }

    /// <summary>Whether both are the same claim.</summary>
    /// <param name="other">The other claim, or null.</param>
    public bool Equals(TaskClaim? other) =>
        other is not null && TaskId == other.TaskId && AgentId == other.AgentId && Token == other.Token && Version == other.Version;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(TaskId, AgentId, Token, Version);
}
