using AgentState;

namespace Worker;

/// <summary>Reviews a pull request, and has a comment written on it: a task of another type, enqueued together with this one's completion.</summary>
internal sealed class ReviewHandler(Desk desk) : TaskHandler<ReviewRequest, ReviewResult>(WorkerJson.Default.ReviewRequest, WorkerJson.Default.ReviewResult)
{
    private const int Files = 4;

    protected override async Task<ReviewResult> HandleAsync(ReviewRequest payload, TaskContext context, CancellationToken cancellationToken)
    {
        using var work = desk.Begin($"review of {payload.Repository}#{payload.PullRequest}");
        for (var file = 1; file <= Files; file++)
        {
            // Here a model reads the file. The token is cancelled when the work is to stop; let its exception pass.
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
            context.ReportProgress(StateMap.From(new Step(file, Files), WorkerJson.Default.Step));
            context.AddUsage("inputTokens", 1200);
        }

        var findings = payload.PullRequest % 3;
        context.Enqueue(new NewTask
        {
            Type = AgentTaskTypes.Content,
            CreatedBy = context.AgentId,
            Payload = StateMap.From(new CommentRequest(payload.Repository, payload.PullRequest, findings), WorkerJson.Default.CommentRequest),
        });
        work.Succeed($"{findings} findings");
        return new ReviewResult(findings);
    }
}
