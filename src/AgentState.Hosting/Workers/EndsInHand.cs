using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// The ends of attempts that are not stored yet: those that wait to be sent, those that are on their way, and those that are tried again later. The dispatcher's own: its loop alone touches
/// it.
/// </summary>
internal sealed class EndsInHand(DispatcherInbox inbox, LeaseKeeper keeper, TaskEnds taskEnds, ILogger logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly List<AttemptEnd> waiting = [];
    private IReadOnlyList<AttemptEnd> sent = [];
    private int later;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => waiting.Count == 0 && sent.Count == 0 && later == 0;

    /// <summary>Takes one.</summary>
    public void Add(AttemptEnd end)
    {
        if (end.Make is null)
        {
            Finish(end.Attempt);
        }
        else
        {
            waiting.Add(end);
        }
    }

    /// <summary>Gives a task back that nobody has begun to work on.</summary>
    public void GiveBack(TaskAttempt attempt) => waiting.Add(new AttemptEnd(attempt, taskEnds.Release));

    /// <summary>All that wait are on their way from now on.</summary>
    public IReadOnlyList<AttemptEnd> Send()
    {
        sent = [.. waiting];
        waiting.Clear();
        return sent;
    }

    /// <summary>An end, as its claim stands now. One that cannot be made is the failure of its own attempt, and nobody else's.</summary>
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

    /// <summary>What became of those that were sent: one error for each, or none.</summary>
    public void Settle(IReadOnlyList<Exception?> errors)
    {
        var ends = sent;
        sent = [];
        for (var i = 0; i < ends.Count; i++)
        {
            Settle(ends[i], errors[i]);
        }
    }

    /// <summary>The whole call was refused, and says nothing of any of them: all are tried again later.</summary>
    public void Postpone(Exception error)
    {
        var ends = sent;
        sent = [];
        foreach (var end in ends)
        {
            Later(end, error);
        }
    }

    /// <summary>Whether none of a worker's waits or is on its way.</summary>
    public bool IsEmptyFor(WorkerState worker) => !waiting.Concat(sent).Any(end => end.Attempt.Worker == worker);

    private void Settle(AttemptEnd end, Exception? error)
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
            case StateLimitException:
            case AgentStateException when end.IsResult && error.GetType() == typeof(AgentStateException):
                // Work that was done but cannot be kept must not be done again and again: the task ends, and says why.
                HostingLog.EndRefused(logger, end.Attempt.Task.Id, error);
                waiting.Add(end with { Make = claim => taskEnds.Fail(claim, FailureOf(error)), IsResult = false });
                break;
            default:
                Later(end, error);
                break;
        }
    }

    private static TaskFailure FailureOf(Exception error) =>
        new(error is StateLimitException ? AgentTaskErrors.ResultTooLarge : $"The end of the attempt could not be stored: {error.GetType().Name}");

    // The lease is renewed until it is known what became of the end; another attempt would do the work again.
    private void Later(AttemptEnd end, Exception error)
    {
        HostingLog.EndWaits(logger, end.Attempt.Task.Id, error);
        later++;
        inbox.PostLater(
            () =>
            {
                later--;
                waiting.Add(end);
            },
            RetryDelay);
    }

    private void Finish(TaskAttempt attempt)
    {
        keeper.Remove(attempt);
        attempt.Dispose();
    }
}
