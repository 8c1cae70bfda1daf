using System.Runtime.ExceptionServices;
using AgentState.Internal.Tasks.Batching;
using AgentState.Internal.Tasks.Claiming;

namespace AgentState.Internal.Hosting.Workers.Dispatching;

/// <summary>Keeps the handlers of a process busy with claimed tasks.</summary>
/// <remarks>
/// One loop processes messages (<see cref="DispatcherMessage"/>). After each round it starts handlers (<see cref="AttemptStarter"/>),
/// starts claims (<see cref="TypeClaims"/>), and sends completions and claims of all types in one batch at a time (<see cref="SendNext"/>).
/// </remarks>
internal sealed class TaskDispatcher(
    IReadOnlyList<TypeQueue> queues,
    TypeClaims claims,
    TaskBatch taskBatch,
    PendingCompletions completions,
    AttemptStarter attempts,
    DispatcherInbox inbox,
    DispatcherSetting setting)
{
    private readonly SendPause pause = new(inbox);
    private bool isStopping;
    private bool isSending;

    /// <summary>Opens or closes the listener of an idle type. Calling it again with the same value does nothing.</summary>
    public Action<TypeQueue, bool> Listen { get; set; } = static (_, _) => { };

    /// <summary>Runs until it was stopped, and all attempts and calls have ended.</summary>
    public async Task RunAsync()
    {
        while (true)
        {
            DoWhatCanBeDone();
            if (IsOver())
            {
                return;
            }

            await inbox.WaitAsync().ConfigureAwait(false);
            while (inbox.TryRead(out var message))
            {
                Take(message);
            }
        }
    }

    private void DoWhatCanBeDone()
    {
        foreach (var queue in queues)
        {
            attempts.Start(queue);
            if (!isStopping && !setting.Keeper.IsLate)
            {
                claims.Begin(queue);
            }
        }

        SendNext();
        foreach (var queue in queues)
        {
            if (isStopping || !queue.IsIdle)
            {
                Listen(queue, false);
            }
            else if (queue.Ready.Count == 0 && completions.IsEmptyFor(queue))
            {
                // An open listener receives each completion, so it is opened after the pending ones are stored.
                Listen(queue, true);
            }
        }

        setting.Meter.HasBacklog = queues.Any(static queue => queue.Candidates.AreMany);
    }

    private void Take(DispatcherMessage message)
    {
        switch (message)
        {
            case DispatcherMessage.PolicyRead read:
                claims.PolicyRead(read);
                break;
            case DispatcherMessage.AssignmentRead read:
                PartitionReports.AssignmentRead(read);
                break;
            case DispatcherMessage.Found found:
                claims.Found(found);
                break;
            case DispatcherMessage.PartitionIndexMissing missing:
                PartitionReports.IndexMissing(missing);
                break;
            case DispatcherMessage.ClaimedWithSlots claimed:
                foreach (var task in claimed.Claims?.Tasks ?? [])
                {
                    Claimed(task, claimed.Queue, claimed.SentAt);
                }

                claims.ClaimedWithSlots(claimed);
                break;
            case DispatcherMessage.SlotsMayBeFree free:
                TypeClaims.SlotsMayBeFree(free);
                break;
            case DispatcherMessage.ClaimFailed failed:
                claims.Failed(failed);
                break;
            case DispatcherMessage.BatchSent exchanged:
                isSending = false;
                pause.Answer();
                BatchSent(exchanged);
                break;
            case DispatcherMessage.AttemptFinished ended:
                TypeQueue.Of(ended.End.Attempt).Pace.Learn(ended.End.Duration);
                completions.Add(ended.End);
                break;
            case DispatcherMessage.HandlerReturned returned:
                TypeQueue.Of(returned.Attempt).End(returned.Attempt);
                break;
            case DispatcherMessage.CompletionDue due:
                completions.Resume(due.End);
                break;
            case DispatcherMessage.Reported reported:
                IdleReports.Reported(reported, inbox);
                break;
            case DispatcherMessage.YieldOver over:
                IdleReports.YieldOver(over);
                break;
            case DispatcherMessage.Peek peek:
                peek.Queue.Unblock();
                peek.Queue.Peek();
                break;
            case DispatcherMessage.BlockOver over:
                over.Queue.Unblock(over.Number);
                break;
            case DispatcherMessage.SendDue:
                pause.End();
                break;
            case DispatcherMessage.Tick:
                attempts.GiveBackOld(queues);
                break;
            case DispatcherMessage.Stop:
                isStopping = true;
                attempts.GiveBackAll(queues);
                break;
            case DispatcherMessage.Abandon:
                foreach (var attempt in queues.SelectMany(static queue => queue.Running))
                {
                    attempt.Cancel(TaskCancellationReason.Shutdown);
                }

                break;
            case DispatcherMessage.Failed failed:
                ExceptionDispatchInfo.Throw(failed.Error);
                break;
        }
    }

    private bool IsOver() =>
        isStopping && !isSending && completions.IsEmpty && queues.All(static queue =>
            queue.Running.All(static attempt => attempt.IsOver) && queue.Claiming == 0 &&
            queue.Activity is ClaimActivity.None or ClaimActivity.ReadyToSend);

    private void SendNext()
    {
        if (isSending || (!isStopping && pause.Holds(queues)))
        {
            return;
        }

        var ready = isStopping || setting.Keeper.IsLate ? [] : TypeClaims.TakeReady(queues);
        var call = new SentBatch(completions.TakeWaiting(), ready, setting.Time.GetTimestamp());
        if (!call.IsEmpty)
        {
            isSending = true;
            pause.Begin();
            setting.Meter.Add(call.Completions.Count + call.Claims.Count);
            inbox.PostWhenDone(() => SendAsync(call));
        }
    }

    private async Task<DispatcherMessage> SendAsync(SentBatch call)
    {
        var made = call.Completions.Select(completions.Make).ToList();
        try
        {
            var candidates = call.Claims.Select(static claim => claim.Candidate).ToList();
            var result = await taskBatch.RunAsync(made, candidates, CancellationToken.None).ConfigureAwait(false);
            return new DispatcherMessage.BatchSent(call, result, Error: null);
        }
        catch (AgentStateException error)
        {
            return new DispatcherMessage.BatchSent(call, Result: null, error);
        }
    }

    private void BatchSent(DispatcherMessage.BatchSent exchanged)
    {
        var (call, result, error) = (exchanged.Call, exchanged.Result, exchanged.Error);
        for (var i = 0; i < call.Completions.Count; i++)
        {
            if (result is null)
            {
                completions.Postpone(call.Completions[i], error!);
            }
            else
            {
                completions.Settle(call.Completions[i], result.EndErrors[i]);
            }
        }

        for (var i = 0; i < call.Claims.Count; i++)
        {
            if (result?.Claims[i].Claimed is { } claimed)
            {
                Claimed(claimed, call.Claims[i].Queue, call.SentAt);
            }
        }

        claims.Sent(call, result, error);
    }

    private void Claimed(WonClaim claimed, TypeQueue queue, long sentAt)
    {
        var attempt = new TaskAttempt(claimed, queue, sentAt, setting.Options.LeaseDuration, setting.Time);
        queue.Hold();
        setting.Keeper.Add(attempt);
        if (isStopping)
        {
            completions.Release(attempt);
        }
        else
        {
            queue.Ready.Enqueue(attempt);
        }
    }
}
