namespace AgentState.Chaos;

/// <summary>The start or the end of a handler.</summary>
/// <param name="IsBegin">Whether it is the start.</param>
/// <param name="TaskId">The id of the task.</param>
/// <param name="Attempt">The attempt number, starting at 1.</param>
/// <param name="Token">The token of its claim.</param>
/// <param name="Outcome">The outcome, and the reason of the cancellation if it was cancelled.</param>
internal sealed record HandlerEntry(bool IsBegin, string TaskId, int Attempt, string Token, string Outcome)
{
    /// <summary>Whether the handler was cancelled because its lease was lost or unconfirmed.</summary>
    public bool WasToldOfLoss =>
        Outcome.EndsWith(nameof(TaskCancellationReason.LeaseLost), StringComparison.Ordinal) ||
        Outcome.EndsWith(nameof(TaskCancellationReason.LeaseUnconfirmed), StringComparison.Ordinal);
}
