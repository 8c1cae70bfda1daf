using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>Every way in which a claimed task leaves the status processing.</summary>
internal static class TaskWaysOut
{
    public static IReadOnlyList<string> All { get; } =
        ["complete", "fail", "retry", "release", "wait", "sweep", "cancelled", "foreign-completion", "foreign-claim", "deletion", "batch"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task TakeAsync(QueueUnderTest test, string way, TaskClaim claim)
    {
        switch (way)
        {
            case "complete":
                await test.Queue.CompleteAsync(claim, StateMap.Empty, Token);
                break;
            case "fail":
                await test.Queue.FailAsync(claim, new TaskFailure("it broke"), Token);
                break;
            case "retry":
                await test.Queue.FailAsync(claim, new TaskFailure("it broke") { Retryable = true }, Token);
                break;
            case "release":
                await test.Queue.Attach(claim).ReleaseAsync(Token);
                break;
            case "wait":
                await test.Queue.Attach(claim).WaitForInputAsync(cancellationToken: Token);
                break;
            case "sweep":
                await test.RunOutAsync(claim.TaskId, Token);
                await test.Administration.SweepAsync(Token);
                break;
            case "cancelled":
                await test.Administration.CancelAsync(claim.TaskId, Token);
                await test.Queue.Attach(claim).ReleaseAsync(Token);
                break;
            case "foreign-completion":
                await test.PatchRawAsync(claim.TaskId, new Dictionary<string, Value?> { ["status"] = Values.Of("done") }, Token);
                break;
            case "foreign-claim":
                await test.ClaimAsForeignerAsync(claim.TaskId, "python", Token);
                break;
            case "deletion":
                await test.WriteRawAsync(Writes.Delete(test.NameOf(claim.TaskId)), Token);
                break;
            case "batch":
                var batch = test.CreateBatch();
                batch.Complete(test.Queue.Attach(claim));
                await batch.CommitAsync(Token);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(way), way, "Not a way out.");
        }
    }
}
