namespace AgentState.Contracts;

/// <summary>The calls that only the holder of a task may make, by name: so that each rule of the fence is tried with all of them.</summary>
internal static class HeldCalls
{
    /// <summary>Those that end the claim.</summary>
    public static IReadOnlyList<string> Ends { get; } = ["complete", "fail", "retry", "release", "wait"];

    /// <summary>Those that keep it.</summary>
    public static IReadOnlyList<string> Steps { get; } = ["renew", "progress", "checkpoint", "usage"];

    public static IReadOnlyList<string> All { get; } = [.. Ends, .. Steps];

    public static StateMap Mine { get; } = StateMap.FromDictionary(new Dictionary<string, object?> { ["by"] = "me" });

    public static Task MakeAsync(QueueUnderTest test, string call, TaskClaim claim, CancellationToken cancellationToken) => call switch
    {
        "complete" => test.Queue.CompleteAsync(claim, Mine, cancellationToken),
        "fail" => test.Queue.FailAsync(claim, new TaskFailure("me"), cancellationToken),
        "retry" => test.Queue.FailAsync(claim, new TaskFailure("me") { Retryable = true }, cancellationToken),
        "release" => test.Queue.ReleaseAsync(claim, cancellationToken),
        "wait" => test.Queue.WaitForInputAsync(claim, TimeSpan.FromHours(1), cancellationToken),
        "progress" => test.Queue.ReportProgressAsync(claim, Mine, cancellationToken),
        "checkpoint" => test.Queue.SaveCheckpointAsync(claim, Mine, cancellationToken),
        "usage" => test.Queue.AddUsageAsync(claim, TaskUsage.Of("tokens", 5), cancellationToken),
        "renew" => test.Queue.RenewAsync(claim, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(call), call, "No call of a holder."),
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
