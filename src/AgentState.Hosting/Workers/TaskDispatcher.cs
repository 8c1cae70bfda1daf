using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Keeps the handlers of a process busy, with one call to the database at a time: ends that arrive while it is under way go together in the next one, and the next
/// claims ride along; handlers that end meanwhile go on with what was claimed ahead. Everything it knows is touched by its one loop alone; whoever has something to
/// tell it posts it, and calls that are over are no exception.
/// </summary>
internal sealed class TaskDispatcher(
    IReadOnlyList<WorkerState> workers,
    TaskFinder finder,
    TaskExchange exchange,
    EndsInHand ends,
    AttemptRunner runner,
    LeaseKeeper keeper,
    DispatcherInbox inbox,
    WorkMeter meter,
    TaskOptions options,
    TimeProvider time,
    ILogger logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // How long a type that is paused, or has no free slot, is left alone, unless something is heard of it.
    private static readonly TimeSpan ShutDelay = TimeSpan.FromSeconds(5);

    // A task that was claimed ahead and finds no handler for so long is somebody else's, who has one.
    private static readonly TimeSpan LongestReady = TimeSpan.FromSeconds(5);

    private volatile bool isStopping;

    /// <summary>Called by the loop when a worker has nothing to claim, and has stored what it did: true = from now on, false = no longer.</summary>
    public Action<WorkerState, bool> DryChanged { get; set; } = static (_, _) => { };

    /// <summary>Has something done by the loop.</summary>
    public void Post(Action action) => inbox.Post(action);

    /// <summary>From now on nothing is claimed, and what was claimed ahead is given back.</summary>
    public void Stop() => Post(() =>
    {
        isStopping = true;
        foreach (var worker in workers)
        {
            SetDry(worker, isDry: false);
            while (worker.Ready.TryDequeue(out var attempt))
            {
                ends.GiveBack(attempt);
            }
        }
    });

    /// <summary>Stops the work that is still going on.</summary>
    public void Abandon() => Post(() =>
    {
        foreach (var attempt in workers.SelectMany(worker => worker.Running))
        {
            attempt.Cancel(TaskCancellationReason.Shutdown);
        }
    });

    /// <summary>Looks whether there is something to claim after all, for a worker for which there was nothing.</summary>
    public void Peek(WorkerState worker) => Post(() => (worker.MustLook, worker.IsShut) = (true, false));

    /// <summary>What a listener tells of a worker that has nothing to claim.</summary>
    public void Tell(WorkerState worker, IReadOnlyList<TaskCandidate> found, bool isFirst)
    {
        var at = time.GetTimestamp();
        Post(() =>
        {
            worker.AreThere = found.Count > 0;
            if (!worker.IsDry || !worker.AreThere)
            {
                return;
            }

            if (!isFirst || found.Count > 1 || worker is not { Room: > 0, MayClaim: true, Limit: null })
            {
                SetDry(worker, isDry: false);
                return;
            }

            // A single one: it is claimed without a query, or left to another, of whom the listener tells whether it took it.
            worker.Offer(found, mayBeMore: false, new ClaimLook(1), at);
            if (worker.HasNothing)
            {
                inbox.PostLater(() => SetDry(worker, worker.IsDry && !worker.AreThere), ClaimPlace.Courtesy);
            }
        });
    }

    /// <summary>Runs until it was stopped and everything has come to its end.</summary>
    public async Task RunAsync()
    {
        while (true)
        {
            inbox.Work();
            foreach (var worker in workers)
            {
                StartReady(worker);
            }

            if (!inbox.IsCalling)
            {
                Call();
                if (!inbox.IsCalling && isStopping && ends.IsEmpty && workers.All(worker => worker.Running.All(attempt => attempt.IsOver)))
                {
                    return;
                }
            }

            // A listener is told of each end while it is open: it waits for those that are about to be stored.
            foreach (var worker in workers.Where(worker => worker is { IsDry: true, IsWatched: false } && worker.Ready.Count == 0 && ends.IsEmptyFor(worker)))
            {
                worker.IsWatched = true;
                DryChanged(worker, true);
            }

            await inbox.WaitAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Gives back what has waited for a handler for too long.</summary>
    public void Tidy() => Post(() =>
    {
        var longest = LongestReady < options.LeaseDuration / 2 ? LongestReady : options.LeaseDuration / 2;
        foreach (var worker in workers)
        {
            while (worker.Ready.TryPeek(out var attempt) && time.GetElapsedTime(attempt.ClaimedAt) > longest)
            {
                ends.GiveBack(worker.Ready.Dequeue());
            }
        }
    });

    // Whether there is anything to claim is the cheaper question, where mostly there is not: then it is asked first.
    private void Call()
    {
        var asked = isStopping || keeper.IsLate ? [] : workers.Where(worker => worker is { WouldClaim: true, OnlyLooks: false }).ToList();
        var (opening, since) = (asked.ConvertAll(OpenAsync), time.GetTimestamp());
        if (opening.TrueForAll(open => open.IsCompletedSuccessfully))
        {
            opening.ForEach(static open => open.Result());
            Send(asked);
        }
        else
        {
            inbox.Follow(AfterAsync());
        }

        async Task<Action> AfterAsync()
        {
            var opened = await Task.WhenAll(opening).ConfigureAwait(false);
            return () =>
            {
                asked.ForEach(worker => worker.Excuse(since));
                Array.ForEach(opened, static open => open());
                Send(asked);
            };
        }
    }

    // Sends off what there is to be sent. A worker that has heard of a task since then is asked for next time.
    private void Send(List<WorkerState> asked)
    {
        var ending = ends.Send();
        var claims = isStopping ? [] : asked.SelectMany(worker => worker.TakeCandidates().Select(candidate => (worker, candidate))).ToList();

        // Whoever claims now looks for more when it is known what became of that.
        var hungry = isStopping ? [] : workers.Where(worker => worker is { IsHungry: true, MayClaim: true } &&
            (worker.OnlyLooks || asked.Contains(worker)) && claims.TrueForAll(claim => claim.worker != worker)).ToList();
        if (ending.Count + claims.Count > 0)
        {
            meter.Add(ending.Count + claims.Count);
            inbox.Follow(ExchangeAsync(ending, claims));
        }

        hungry.ForEach(worker => inbox.Follow(FindAsync(worker)));
    }

    private void StartReady(WorkerState worker)
    {
        while (worker.Running.Count < worker.Options.Concurrency && worker.Ready.TryDequeue(out var attempt))
        {
            if (attempt.CancellationReason is not null)
            {
                ends.GiveBack(attempt);
                continue;
            }

            worker.Running.Add(attempt);
            _ = RunAsync(attempt);
        }
    }

    private async Task RunAsync(TaskAttempt attempt)
    {
        var end = await runner.RunAsync(attempt).ConfigureAwait(false);
        var hasReturned = end.Handler.IsCompleted;
        Post(() =>
        {
            if (hasReturned)
            {
                attempt.Worker.Running.Remove(attempt);
            }

            attempt.Worker.Pace.Learn(end.Duration);
            attempt.Worker.IsShut &= attempt.Worker.Limit is null;
            ends.Add(end);
        });
        if (!hasReturned)
        {
            // The attempt has ended, its handler has not: it keeps its place.
            await end.Handler.ConfigureAwait(false);
            Post(() => attempt.Worker.Running.Remove(attempt));
        }
    }

    private void SetDry(WorkerState worker, bool isDry)
    {
        worker.IsDry = isDry;
        if (!isDry && worker.IsWatched)
        {
            worker.IsWatched = false;
            DryChanged(worker, false);
        }
    }

    private async Task<Action> OpenAsync(WorkerState worker)
    {
        try
        {
            return await finder.OpenAsync(worker).ConfigureAwait(false) is { } type ? () => worker.SetLimit(type.State.Limit) : () => Shut(worker, ShutDelay);
        }
        catch (AgentStateException error)
        {
            HostingLog.LookFailed(logger, worker.Type, error);
            return () => Shut(worker, RetryDelay);
        }
    }

    private void Shut(WorkerState worker, TimeSpan delay)
    {
        worker.IsShut = true;
        inbox.PostLater(() => worker.IsShut = false, delay);
    }

    private async Task<Action> FindAsync(WorkerState worker)
    {
        worker.MustLook = false;
        try
        {
            if (worker.Limit is { } limit)
            {
                return await ClaimWithSlotsAsync(worker, limit, worker.Room).ConfigureAwait(false);
            }

            var (found, mayBeMore, look) = await finder.FindAsync(worker).ConfigureAwait(false);
            var at = time.GetTimestamp();
            return () =>
            {
                worker.Offer(found, mayBeMore, look, at);
                SetDry(worker, found.Count == 0 && !mayBeMore && look.IsOfAll);
                if (found.Count > 0 && worker.HasNothing)
                {
                    Shut(worker, ClaimPlace.Courtesy);
                }
            };
        }
        catch (AgentStateException error)
        {
            HostingLog.LookFailed(logger, worker.Type, error);
            await Task.Delay(RetryDelay, time).ConfigureAwait(false);
            return static () => { };
        }
    }

    // One by one: each takes a slot, in one commit with its claim. Where there are tasks and no slots it is tried again.
    private async Task<Action> ClaimWithSlotsAsync(WorkerState worker, int limit, int room)
    {
        for (; room > 0 && !isStopping; room--)
        {
            var sentAt = time.GetTimestamp();
            if (await finder.ClaimWithSlotAsync(worker, limit).ConfigureAwait(false) is not { } claimed)
            {
                var areThere = await finder.AreThereAsync(worker).ConfigureAwait(false);
                return areThere ? () => Shut(worker, ShutDelay) : () => SetDry(worker, isDry: true);
            }

            Post(() => Take(new TaskAttempt(claimed, worker, sentAt, options.LeaseDuration, time)));
        }

        return static () => { };
    }

    private async Task<Action> ExchangeAsync(IReadOnlyList<AttemptEnd> ending, List<(WorkerState Worker, TaskCandidate Candidate)> claims)
    {
        var sentAt = time.GetTimestamp();
        try
        {
            var result = await exchange.RunAsync(
                [.. ending.Select(ends.Make)], claims.ConvertAll(claim => claim.Candidate), CancellationToken.None).ConfigureAwait(false);
            return () =>
            {
                ends.Settle(result.EndErrors);
                Settle(claims, result.Claims, sentAt);
            };
        }
        catch (AgentStateException error)
        {
            if (ending.Count == 0)
            {
                HostingLog.LookFailed(logger, claims[0].Worker.Type, error);
                await Task.Delay(RetryDelay, time).ConfigureAwait(false);
            }

            // Nobody may write, say, or the quota is used up: it is tried again, and meanwhile the leases are renewed as long as that can be done.
            return () =>
            {
                ends.Postpone(error);
                claims.ForEach(static claim => claim.Worker.MustLook = true);
            };
        }
    }

    private void Settle(List<(WorkerState Worker, TaskCandidate Candidate)> claims, IReadOnlyList<ClaimItem> outcomes, long sentAt)
    {
        for (var i = 0; i < claims.Count; i++)
        {
            if (outcomes[i].Claimed is { } claimed)
            {
                Take(new TaskAttempt(claimed, claims[i].Worker, sentAt, options.LeaseDuration, time));
            }
            else if (outcomes[i].Error is { } error)
            {
                Refuse(claims[i].Worker, claims[i].Candidate, error);
            }
        }

        foreach (var group in Enumerable.Range(0, claims.Count).GroupBy(i => claims[i].Worker))
        {
            group.Key.Learn(group.Count(i => outcomes[i].Claimed is not null), group.Count(i => outcomes[i].IsLost));
        }
    }

    // The listener does not tell of it again: it is looked for.
    private void Refuse(WorkerState worker, TaskCandidate candidate, AgentStateException error)
    {
        worker.MustLook = true;
        switch (error)
        {
            case StateUnavailableException:
                // One that may have been claimed, or will be.
                HostingLog.LookFailed(logger, worker.Type, error);
                break;
            case StateQuotaExceededException or StatePermissionException or DatabaseNotFoundException:
                HostingLog.LookFailed(logger, worker.Type, error);
                Shut(worker, RetryDelay);
                break;
            default:
                HostingLog.ClaimFailed(logger, candidate.Task.Id, error);
                worker.PassOver(candidate);
                break;
        }
    }

    private void Take(TaskAttempt attempt)
    {
        keeper.Add(attempt);
        if (isStopping)
        {
            ends.GiveBack(attempt);
        }
        else
        {
            attempt.Worker.Ready.Enqueue(attempt);
        }
    }
}
