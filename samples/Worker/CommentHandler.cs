using AgentState;

namespace Worker;

/// <summary>Comments on a pull request; retries later when the service is busy.</summary>
internal sealed class CommentHandler(Desk desk)
    : TaskHandler<CommentRequest, CommentResult>(WorkerJson.Default.CommentRequest, WorkerJson.Default.CommentResult)
{
    protected override async Task<CommentResult> HandleAsync(
        CommentRequest payload, TaskContext context, CancellationToken cancellationToken)
    {
        using var work = desk.Begin($"comment on {payload.Repository}#{payload.PullRequest}");

        // Another attempt may repeat this call. Use an idempotency key of task id and step: $"{context.TaskId}/comment".
        await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        if (payload.PullRequest % 4 == 1 && context.Attempt == 1)
        {
            throw new TaskRetryException("The service is busy.", after: TimeSpan.FromMilliseconds(500));
        }

        work.Succeed($"attempt {context.Attempt}");
        return new CommentResult($"{payload.Findings} findings.");
    }
}
