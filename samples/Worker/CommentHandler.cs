using AgentState;

namespace Worker;

/// <summary>Comments on a pull request. The service that it asks is busy now and then, and says when to come again.</summary>
internal sealed class CommentHandler(Desk desk) : TaskHandler<CommentRequest, CommentResult>(WorkerJson.Default.CommentRequest, WorkerJson.Default.CommentResult)
{
    protected override async Task<CommentResult> HandleAsync(CommentRequest payload, TaskContext context, CancellationToken cancellationToken)
    {
        using var work = desk.Begin($"comment on {payload.Repository}#{payload.PullRequest}");

        // Another attempt may repeat this. Its idempotency key is the task's id and the step's name: $"{context.TaskId}/comment".
        await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        if (payload.PullRequest % 4 == 1 && context.Attempt == 1)
        {
            throw new TaskRetryException("The service is busy.", after: TimeSpan.FromMilliseconds(500));
        }

        work.Succeed($"attempt {context.Attempt}");
        return new CommentResult($"{payload.Findings} findings.");
    }
}
