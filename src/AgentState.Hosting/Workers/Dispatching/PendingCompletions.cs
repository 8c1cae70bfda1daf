using AgentState.Internal.Hosting.Workers.Attempts;
using AgentState.Internal.Hosting.Workers.Leases;
using AgentState.Internal.Tasks.Completing;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Hosting.Workers.Dispatching;

/// <summary>The outcomes of attempts that are not stored yet. Only the dispatcher's loop uses it.</summary>
/// <remarks>They wait to be sent, are in flight in the batch, or wait for a retry.</remarks>
internal sealed class PendingCompletions(DispatcherInbox inbox, LeaseKeeper keeper, CompletionFactory factory, ILogger logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly List<AttemptOutcome> waiting = [];
    private readonly Dictionary<TypeQueue, int> unstored = [];

    /// <summary>Whether all outcomes are stored.</summary>
    public bool IsEmpty => unstored.Count == 0;

    /// <summary>Returns whether all outcomes of a type are stored.</summary>
    public bool IsEmptyFor(TypeQueue queue) => !unstored.ContainsKey(queue);

    /// <summary>Adds an outcome.</summary>
    public void Add(AttemptOutcome end)
    {
        if (end.Make is null)
        {
            Forget(end.Attempt);
            return;
        }

        var queue = TypeQueue.Of(end.Attempt);
        unstored[queue] = unstored.GetValueOrDefault(queue) + 1;
        waiting.Add(end);
    }

    /// <summary>Releases a task whose handler has not started.</summary>
    public void Release(TaskAttempt attempt) => Add(new AttemptOutcome(attempt, factory.Release));

    /// <summary>Removes and returns the outcomes to send now.</summary>
    public IReadOnlyList<AttemptOutcome> TakeWaiting()
    {
        AttemptOutcome[] taken = [.. waiting];
        waiting.Clear();
        return taken;
    }

    /// <summary>Creates the completion for the current claim. If that throws, only this attempt fails.</summary>
    public ClaimCompletion Make(AttemptOutcome end)
    {
        try
        {
            return end.Make!(end.Attempt.Claim);
        }
        catch (Exception error)
        {
            HostingLog.EndRefused(logger, end.Attempt.Task.Id, error);
            return factory.Fail(end.Attempt.Claim, FailureOf(error));
        }
    }

    /// <summary>Processes the result of a completion that was sent.</summary>
    public void Settle(AttemptOutcome end, Exception? error)
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

    // The database refused the completion because of its content.
    private void Refused(AttemptOutcome end, Exception error)
    {
        if (end.IsResult)
        {
            // A retry would repeat the work and fail again, so the task fails with the reason.
            HostingLog.EndRefused(logger, end.Attempt.Task.Id, error);
            var failure = FailureOf(error);
            waiting.Add(end with { Make = claim => factory.Fail(claim, failure), Failure = failure, IsResult = false });
        }
        else if (end is { Failure: { } failure, IsStandIn: false })
        {
            // Another client has filled the document.
            waiting.Add(end with { Make = claim => factory.Fail(claim, failure, briefly: true), IsStandIn = true });
        }
        else
        {
            // The task is retried after its lease expires.
            HostingLog.EndNotStored(logger, end.Attempt.Task.Id, error);
            Finish(end.Attempt);
        }
    }

    /// <summary>Retries an outcome after a delay. Until then its lease is renewed, so that no other attempt repeats the work.</summary>
    public void Postpone(AttemptOutcome end, Exception error)
    {
        HostingLog.EndWaits(logger, end.Attempt.Task.Id, error);
        inbox.PostLater(new DispatcherMessage.CompletionDue(end), RetryDelay);
    }

    /// <summary>Adds a postponed outcome again.</summary>
    public void Resume(AttemptOutcome end) => waiting.Add(end);

    private static TaskFailure FailureOf(Exception error) =>
        new(error is StateLimitException
            ? AgentTaskErrors.ResultTooLarge
            : $"The outcome of the attempt could not be stored: {error.GetType().Name}");

    private void Finish(TaskAttempt attempt)
    {
        var queue = TypeQueue.Of(attempt);
        if (--unstored[queue] == 0)
        {
            unstored.Remove(queue);
        }

        Forget(attempt);
    }

    private void Forget(TaskAttempt attempt)
    {
        keeper.Remove(attempt);
        TypeQueue.Of(attempt).Release();
        attempt.Dispose();
    }
}
