using AgentState;

namespace Worker;

/// <summary>Reviews a pull request, and enqueues a comment task together with its completion.</summary>
internal sealed class ReviewHandler(Desk desk)
    : TaskHandler<ReviewRequest, ReviewResult>(WorkerJson.Default.ReviewRequest, WorkerJson.Default.ReviewResult)
{
    private const int Files = 4;

    protected override async Task<ReviewResult> HandleAsync(ReviewRequest payload, TaskContext context, CancellationToken cancellationToken)
    {
        using var work = desk.Begin($"review of {payload.Repository}#{payload.PullRequest}");
        for (var file = 1; file <= Files; file++)
        {
            // A model would read the file here. The token is cancelled when the attempt must stop; do not catch its exception.
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
            context.ReportProgress(StateMap.From(new Step(file, Files), WorkerJson.Default.Step));
            context.AddUsage("inputTokens", 1200);
        }

        var findings = payload.PullRequest % 3;
        context.Enqueue(new NewTask
        {
            Type = AgentTaskTypes.Content,
            CreatedBy = context.AgentId,
            Payload = StateMap.From(
                new CommentRequest(payload.Repository, payload.PullRequest, findings), WorkerJson.Default.CommentRequest),
        });
        work.Succeed($"{findings} findings");
        return new ReviewResult(findings);
    }
}
