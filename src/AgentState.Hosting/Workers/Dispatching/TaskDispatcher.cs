using System.Runtime.ExceptionServices;

namespace AgentState;

/// <summary>
/// Keeps the handlers of a process busy. One loop takes messages (<see cref="DispatcherMessage"/>), and does after each round what can be done: it starts handlers
/// (<see cref="StartReady"/>), has tasks claimed (<see cref="TypeClaims"/>), and sends completions and claims of all types in one shared call at a time (<see cref="SendNext"/>).
/// </summary>
internal sealed class TaskDispatcher(
    IReadOnlyList<TypeQueue> queues, TypeClaims claims, TaskExchange exchange, PendingCompletions completions, AttemptRunner runner, DispatcherInbox inbox, DispatcherSetting setting)
{
    // A task that was claimed ahead and finds no handler within this belongs to a process that has one: it was to begin within a quarter of a second.
    private static readonly TimeSpan LongestReady = TimeSpan.FromSeconds(1);

    private bool isStopping;
    private bool isSending;

    /// <summary>Opens or closes the listener of an idle type. Calling it again with the same value does nothing.</summary>
    public Action<TypeQueue, bool> Listen { get; set; } = static (_, _) => { };

    /// <summary>Runs until it was stopped and everything has come to its end.</summary>
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
            StartReady(queue);
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
                // A listener is told of each completion while it is open: so it is opened after those that are about to be stored.
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
            case DispatcherMessage.ShareRead read:
                TypeClaims.ShareRead(read);
                break;
            case DispatcherMessage.Found found:
                claims.Found(found);
                break;
            case DispatcherMessage.LaneIndexMissing missing:
                TypeClaims.LaneIndexMissing(missing);
                break;
            case DispatcherMessage.ClaimedWithSlots claimed:
                foreach (var task in claimed.Claimed)
                {
                    Claimed(task, claimed.Queue, claimed.SentAt);
                }

                claims.ClaimedWithSlots(claimed);
                break;
            case DispatcherMessage.ClaimFailed failed:
                claims.Failed(failed);
                break;
            case DispatcherMessage.Exchanged exchanged:
                isSending = false;
                Exchanged(exchanged);
                break;
            case DispatcherMessage.AttemptEnded ended:
                ended.End.Attempt.Worker.Pace.Learn(ended.End.Duration);
                completions.Add(ended.End);
                break;
            case DispatcherMessage.HandlerReturned returned:
                returned.Attempt.Worker.End(returned.Attempt);
                break;
            case DispatcherMessage.CompletionDue due:
                completions.Resume(due.End);
                break;
            case DispatcherMessage.Reported reported:
                claims.Reported(reported);
                break;
            case DispatcherMessage.CourtesyOver over:
                TypeClaims.CourtesyOver(over);
                break;
            case DispatcherMessage.Peek peek:
                peek.Queue.Unblock();
                peek.Queue.Peek();
                break;
            case DispatcherMessage.BlockOver over:
                over.Queue.Unblock(over.Number);
                break;
            case DispatcherMessage.Tick:
                GiveBackOld();
                break;
            case DispatcherMessage.Stop:
                isStopping = true;
                GiveBackReady(static _ => true);
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
        isStopping && !isSending && completions.IsEmpty && queues.All(static queue => queue.Running.All(static attempt => attempt.IsOver) && queue.Activity is ClaimActivity.None or ClaimActivity.ReadyToSend);

    private void StartReady(TypeQueue queue)
    {
        while (queue.Running.Count < queue.Options.Concurrency && queue.Ready.TryDequeue(out var attempt))
        {
            if (attempt.CancellationReason is not null)
            {
                completions.GiveBack(attempt);
                continue;
            }

            queue.Begin(attempt);
            inbox.PostWhenDone(() => RunAsync(attempt));
        }
    }

    private async Task<DispatcherMessage> RunAsync(TaskAttempt attempt)
    {
        var end = await runner.RunAsync(attempt).ConfigureAwait(false);
        inbox.Post(new DispatcherMessage.AttemptEnded(end));

        // A handler that does not stop keeps its place, though its attempt has ended.
        await end.Handler.ConfigureAwait(false);
        return new DispatcherMessage.HandlerReturned(attempt);
    }

    private void SendNext()
    {
        if (isSending)
        {
            return;
        }

        var call = new SentExchange(completions.TakeWaiting(), isStopping || setting.Keeper.IsLate ? [] : TypeClaims.TakeReady(queues), setting.Time.GetTimestamp());
        if (!call.IsEmpty)
        {
            isSending = true;
            setting.Meter.Add(call.Completions.Count + call.Claims.Count);
            inbox.PostWhenDone(() => SendAsync(call));
        }
    }

    private async Task<DispatcherMessage> SendAsync(SentExchange call)
    {
        var made = call.Completions.Select(completions.Make).ToList();
        try
        {
            var result = await exchange.RunAsync(made, [.. call.Claims.Select(static claim => claim.Candidate)], CancellationToken.None).ConfigureAwait(false);
            return new DispatcherMessage.Exchanged(call, result, Error: null);
        }
        catch (AgentStateException error)
        {
            return new DispatcherMessage.Exchanged(call, Result: null, error);
        }
    }

    private void Exchanged(DispatcherMessage.Exchanged exchanged)
    {
        var (call, result, error) = (exchanged.Call, exchanged.Result, exchanged.Error);
        for (var i = 0; i < call.Completions.Count; i++)
        {
            if (result is null)
            {
                completions.Postpone(call.Completions[i], error!);
            }
            else if (completions.Settle(call.Completions[i], result.EndErrors[i]))
            {
                call.Completions[i].Attempt.Worker.FreeSlot();
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

    private void Claimed(ClaimedTask claimed, TypeQueue queue, long sentAt)
    {
        var attempt = new TaskAttempt(claimed, queue, sentAt, setting.Options.LeaseDuration, setting.Time);
        setting.Keeper.Add(attempt);
        if (isStopping)
        {
            completions.GiveBack(attempt);
        }
        else
        {
            queue.Ready.Enqueue(attempt);
        }
    }

    private void GiveBackOld()
    {
        var longest = LongestReady < setting.Options.LeaseDuration / 2 ? LongestReady : setting.Options.LeaseDuration / 2;
        GiveBackReady(attempt => setting.Time.GetElapsedTime(attempt.ClaimedAt) > longest);
    }

    private void GiveBackReady(Func<TaskAttempt, bool> isDue)
    {
        foreach (var ready in queues.Select(static queue => queue.Ready))
        {
            while (ready.TryPeek(out var attempt) && isDue(attempt))
            {
                completions.GiveBack(ready.Dequeue());
            }
        }
    }
}
