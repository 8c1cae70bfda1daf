using AgentState.Internal.Documents;

namespace AgentState;

/// <summary>Identifies one claim of a task. It can be serialized as JSON and used in another process.</summary>
/// <remarks>
/// <see cref="ITaskQueue.Attach"/> makes the handle of the claimed task from it. Two claims are equal if their public properties are equal.
/// </remarks>
public sealed record TaskClaim
{
    /// <summary>The claimed task.</summary>
    public required string TaskId { get; init; }

    /// <summary>The agent that claimed the task.</summary>
    public required string AgentId { get; init; }

    /// <summary>The fence: unique for each claim, and stored with the task while the claim holds it.</summary>
    public required string Token { get; init; }

    /// <summary>The version of the task that the claim wrote, which saves a read; null = each call first reads the task.</summary>
    public StateVersion? Version { get; init; }

    /// <summary>The task as the claim wrote it, if this process made the claim. It saves a read, and is not serialized.</summary>
    internal AgentTask? Claimed { get; init; }

    /// <summary>The slot as the claim wrote it, if this process made the claim and the type has a limit. It is not serialized.</summary>
    internal DocumentSnapshot? Slot { get; init; }

    /// <summary>Whether both are the same claim with the same version.</summary>
    /// <param name="other">The other claim, or null.</param>
    public bool Equals(TaskClaim? other) =>
        other is not null && TaskId == other.TaskId && AgentId == other.AgentId && Token == other.Token && Version == other.Version;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(TaskId, AgentId, Token, Version);

    /// <summary>Selects the claim of the later version, because concurrent writes can be answered in any order.</summary>
    internal TaskClaim LaterOf(TaskClaim next) =>
        next.Version is { } later && Version is { } current && later.ToTimestamp() < current.ToTimestamp() ? this : next;
}
