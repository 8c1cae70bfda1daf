namespace AgentState;

/// <summary>A renewed lease.</summary>
public sealed record LeaseRenewal
{
    /// <summary>When the lease expires, in server time.</summary>
    public required DateTimeOffset LeaseExpiresAt { get; init; }

    /// <summary>When cancellation was requested; null = it was not requested.</summary>
    /// <remarks>After a request, stop, then release or fail the task, which makes it cancelled.</remarks>
    public DateTimeOffset? CancelRequestedAt { get; init; }
}
