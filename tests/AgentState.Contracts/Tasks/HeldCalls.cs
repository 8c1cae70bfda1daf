namespace AgentState.Contracts;

/// <summary>The names of all calls that only the holder of a task may make; fencing tests run with each of them.</summary>
internal static class HeldCalls
{
    /// <summary>The calls that end the claim.</summary>
    public static IReadOnlyList<string> Ends { get; } = ["complete", "fail", "retry", "release", "wait"];

    /// <summary>The calls that keep the claim.</summary>
    public static IReadOnlyList<string> Steps { get; } = ["renew", "progress", "checkpoint", "usage"];

    public static IReadOnlyList<string> All { get; } = [.. Ends, .. Steps];

    public static StateMap Mine { get; } = StateMap.FromDictionary(new Dictionary<string, object?> { ["by"] = "me" });

    public static Task MakeAsync(QueueUnderTest test, string call, TaskClaim claim, CancellationToken cancellationToken) => call switch
    {
        "complete" => test.Queue.CompleteAsync(claim, Mine, cancellationToken),
        "fail" => test.Queue.FailAsync(claim, new TaskFailure("me"), cancellationToken),
        "retry" => test.Queue.FailAsync(claim, new TaskFailure("me") { Retryable = true }, cancellationToken),
        "release" => test.Queue.Attach(claim).ReleaseAsync(cancellationToken),
        "wait" => test.Queue.Attach(claim).WaitForInputAsync(TimeSpan.FromHours(1), cancellationToken),
        "progress" => test.Queue.Attach(claim).ReportProgressAsync(Mine, cancellationToken),
        "checkpoint" => test.Queue.Attach(claim).SaveCheckpointAsync(Mine, cancellationToken),
        "usage" => test.Queue.Attach(claim).AddUsageAsync(TaskUsage.Of("tokens", 5), cancellationToken),
        "renew" => test.Queue.Attach(claim).RenewAsync(cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(call), call, "Not a call of a task's holder."),
    };

    /// <summary>The stored status after a call in the first attempt.</summary>
    public static string StatusAfter(string call) => call switch
    {
        "complete" => "done",
        "fail" => "failed",
        "retry" => "scheduled",
        "release" => "pending",
        "wait" => "waiting",
        _ => "processing",
    };
}
