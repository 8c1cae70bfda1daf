using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// The outcomes of attempts that are not stored yet: those that wait to be sent, those in the shared call, and those that are tried again
/// later. The dispatcher's loop alone
/// touches it.
/// </summary>
internal sealed class PendingCompletions(DispatcherInbox inbox, LeaseKeeper keeper, TaskEnds taskEnds, ILogger logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly List<AttemptEnd> waiting = [];
    private readonly Dictionary<TypeQueue, int> unstored = [];

    /// <summary>Whether all are stored.</summary>
    public bool IsEmpty => unstored.Count == 0;

    /// <summary>Whether none of a type is to be stored.</summary>
    public bool IsEmptyFor(TypeQueue queue) => !unstored.ContainsKey(queue);

    /// <summary>Adds one.</summary>
    public void Add(AttemptEnd end)
    {
        if (end.Make is null)
        {
            Release(end.Attempt);
            return;
        }

        var queue = end.Attempt.Worker;
        unstored[queue] = unstored.GetValueOrDefault(queue) + 1;
        waiting.Add(end);
    }

    /// <summary>Gives a task back that no handler has begun.</summary>
    public void GiveBack(TaskAttempt attempt) => Add(new AttemptEnd(attempt, taskEnds.Release));

    /// <summary>Takes all that wait, to be sent.</summary>
    public IReadOnlyList<AttemptEnd> TakeWaiting()
    {
        AttemptEnd[] taken = [.. waiting];
        waiting.Clear();
        return taken;
    }

    /// <summary>A completion as its claim stands now. One that cannot be made is the failure of its own attempt, and of no other.</summary>
    public TaskEnd Make(AttemptEnd end)
    {
        try
        {
            return end.Make!(end.Attempt.Claim);
        }
        catch (Exception error)
        {
            HostingLog.EndRefused(logger, end.Attempt.Task.Id, error);
            return taskEnds.Fail(end.Attempt.Claim, FailureOf(error));
        }
    }

    /// <summary>Takes what became of one that was sent.</summary>
    public void Settle(AttemptEnd end, Exception? error)
    {
        switch (error)
        {
            case null:
                Finish(end.Attempt);
                break;
            case LeaseLostException or TaskEndedException or StateNotFoundException:
                HostingLog.AttemptLost(logger, end.Attempt.Task.Id, end.Attempt.Task.Attempt);
                Finish(end.Attempt);
                break;
            case StateLimitException or StateDataException:
            case AgentStateException when (end.IsResult || end.IsStandIn) && error.GetType() == typeof(AgentStateException):
                Refused(end, error);
                break;
            default:
                Postpone(end, error);
                break;
        }
    }

    // It is refused for what it is.
    private void Refused(AttemptEnd end, Exception error)
    {
        if (end.IsResult)
        {
            // Work that was done but cannot be kept must not be done again and again: the task ends, and says why.
            HostingLog.EndRefused(logger, end.Attempt.Task.Id, error);
            var failure = FailureOf(error);
            waiting.Add(end with { Make = claim => taskEnds.Fail(claim, failure), Failure = failure, IsResult = false });
        }
        else if (end is { Failure: { } failure, IsStandIn: false })
        {
            // Another program has filled the document.
            waiting.Add(end with { Make = claim => taskEnds.Fail(claim, failure, briefly: true), IsStandIn = true });
        }
        else
        {
            // Its lease brings it back.
            HostingLog.EndNotStored(logger, end.Attempt.Task.Id, error);
            Finish(end.Attempt);
        }
    }

    /// <summary>
    /// Tries one again later. Its lease is renewed until it is known what became of it; another attempt would do the work again.
    /// </summary>
    public void Postpone(AttemptEnd end, Exception error)
    {
        HostingLog.EndWaits(logger, end.Attempt.Task.Id, error);
        inbox.PostLater(new DispatcherMessage.CompletionDue(end), RetryDelay);
    }

    /// <summary>One that was postponed is due.</summary>
    public void Resume(AttemptEnd end) => waiting.Add(end);

    private static TaskFailure FailureOf(Exception error) =>
        new(error is StateLimitException ? AgentTaskErrors.ResultTooLarge : $"The end of the attempt could not be stored: {error.GetType().Name}");

    private void Finish(TaskAttempt attempt)
    {
        var queue = attempt.Worker;
        if (--unstored[queue] == 0)
        {
            unstored.Remove(queue);
        }

        Release(attempt);
    }

    private void Release(TaskAttempt attempt)
    {
        keeper.Remove(attempt);
        attempt.Worker.Release();
        attempt.Dispose();
    }
}
