namespace AgentState.Chaos;

/// <summary>A handler has begun, or has ended.</summary>
/// <param name="IsBegin">Which of the two.</param>
/// <param name="TaskId">Its task.</param>
/// <param name="Attempt">The how manieth attempt it was.</param>
/// <param name="Token">The token of its claim.</param>
/// <param name="Outcome">How it ended, and why it was told to stop, if it was.</param>
internal sealed record HandlerEntry(bool IsBegin, string TaskId, int Attempt, string Token, string Outcome)
{
    /// <summary>Whether the handler was told that its lease is gone, or may be.</summary>
    public bool WasToldOfLoss =>
        Outcome.EndsWith(nameof(TaskCancellationReason.LeaseLost), StringComparison.Ordinal) ||
        Outcome.EndsWith(nameof(TaskCancellationReason.LeaseUnconfirmed), StringComparison.Ordinal);
}
