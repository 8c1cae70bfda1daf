using AgentState.Internal.Tasks.Completing;

namespace AgentState.Internal.Hosting.Workers.Attempts;

/// <summary>The outcome of an attempt, and how to write it.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Make">Creates the completion from the current claim; null if there is nothing to write.</param>
internal sealed record AttemptOutcome(TaskAttempt Attempt, Func<TaskClaim, ClaimCompletion>? Make)
{
    /// <summary>The duration of the attempt.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Completes when the handler has returned; never faults.</summary>
    /// <remarks>
    /// It is incomplete only for a handler that did not stop, and whose attempt the worker ended. That handler counts against the
    /// concurrency until this task completes.
    /// </remarks>
    public Task Handler { get; init; } = Task.CompletedTask;

    /// <summary>Whether it stores a result of the handler, which the database can refuse because of its content.</summary>
    public bool IsResult { get; init; }

    /// <summary>The failure that it stores; null if none.</summary>
    public TaskFailure? Failure { get; init; }

    /// <summary>Whether it replaces an outcome that was refused. If it is refused as well, nothing is stored.</summary>
    public bool IsStandIn { get; init; }
}
