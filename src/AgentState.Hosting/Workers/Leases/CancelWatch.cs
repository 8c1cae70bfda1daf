using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Hosting.Workers.Attempts;
using AgentState.Internal.Tasks;
using AgentState.Internal.Tasks.Administration;
using AgentState.Internal.Tasks.Stored;
using AgentState.Internal.Watching;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Hosting.Workers.Leases;

/// <summary>Cancels the tokens of handlers whose tasks have a cancel request.</summary>
/// <remarks>
/// The registration's own <see cref="ITaskAdministration"/> reports its requests at once, without a call. One listener for each agent of
/// this process receives the requests of other clients. It is open only while an attempt of the agent has run for some time. It is billed
/// for its opening and for each cancel request. Without it, the next renewal of the lease finds the request.
/// </remarks>
internal sealed class CancelWatch(DocumentStack stack, ListenerHub listeners, CancelNotices notices, LeaseKeeper keeper, ILogger logger)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    // Plus one step: a listener is open for each attempt that is older than two seconds.
    private static readonly TimeSpan LeastAge = TimeSpan.FromSeconds(1.5);

    // Several such attempts in a row share one listener, because each opening is billed as a read.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);

    // Until then lease renewals find the requests.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(1);

    // The clock of the requesting client may lag behind ours.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    // A worker that always has an old attempt must not keep all requests since its start in memory.
    private const int MostReceived = 500;

    private readonly Dictionary<string, (CurrentTask Listening, long NeededAt)> open = new(StringComparer.Ordinal);

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        notices.Subscribe(Stop);
        try
        {
            using var pulse = new PeriodicTimer(Step, stack.Time);
            while (await pulse.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                StopNoticed();
                OpenAndClose(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host has stopped.
        }
        finally
        {
            notices.Unsubscribe(Stop);
            foreach (var (listening, _) in open.Values)
            {
                listening.Dispose();
            }
        }
    }

    // A request may have been published before its attempt was added to the keeper.
    private void StopNoticed()
    {
        foreach (var attempt in keeper.Held.Where(attempt => notices.Has(attempt.Claim.Token)))
        {
            attempt.Cancel(TaskCancellationReason.CancelRequested);
        }
    }

    private void OpenAndClose(CancellationToken cancellationToken)
    {
        var now = stack.Time.GetTimestamp();
        var needed = keeper.Held
            .Where(attempt => stack.Time.GetElapsedTime(attempt.ClaimedAt, now) >= LeastAge)
            .Select(attempt => attempt.Worker.Agent.AgentId).ToHashSet(StringComparer.Ordinal);
        foreach (var agentId in needed)
        {
            if (!open.TryGetValue(agentId, out var entry))
            {
                entry.Listening = new CurrentTask();
                entry.Listening.Replace(token => ListenAsync(agentId, token), cancellationToken);
            }

            open[agentId] = entry with { NeededAt = now };
        }

        var over = open.Where(entry => stack.Time.GetElapsedTime(entry.Value.NeededAt, now) > Linger).ToList();
        foreach (var (agentId, (listening, _)) in over)
        {
            open.Remove(agentId);
            listening.Dispose();
        }
    }

    private async Task ListenAsync(string agentId, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await ListenAsync(agentId, Since(agentId), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                HostingLog.CancelsNotReceived(logger, agentId, RetryDelay, error);
                await Task.Delay(RetryDelay, stack.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Returns when a listener with a later start time would receive all relevant requests.
    private async Task ListenAsync(string agentId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var target = ListenTarget.OfQuery(stack.Documents.Root.Parent, TaskQueries.CancelRequests(agentId, since).Build());
        await foreach (var snapshot in listeners.ListenAsync(target, cancellationToken).ConfigureAwait(false))
        {
            foreach (var change in snapshot.Changes)
            {
                if (change.After is { } document && TokenOf(document) is { } token)
                {
                    Stop(token);
                }
            }

            if (snapshot.Documents.Count > MostReceived && Since(agentId) - since > Margin)
            {
                return;
            }
        }
    }

    // A cancel request is stored while a task is processed, so never before the oldest attempt was claimed.
    private DateTimeOffset Since(string agentId)
    {
        var oldest = keeper.Held
            .Where(attempt => attempt.Worker.Agent.AgentId == agentId)
            .Select(attempt => stack.Time.GetElapsedTime(attempt.ClaimedAt))
            .DefaultIfEmpty(TimeSpan.Zero).Max();
        return stack.Clock.Now - oldest - Margin;
    }

    private void Stop(string claimToken)
    {
        foreach (var attempt in keeper.Held.Where(attempt => attempt.Claim.Token == claimToken))
        {
            attempt.Cancel(TaskCancellationReason.CancelRequested);
        }
    }

    private static string? TokenOf(Document document) =>
        document.Fields.GetValueOrDefault(TaskFields.ClaimToken) is { ValueTypeCase: Value.ValueTypeOneofCase.StringValue } token
            ? token.StringValue
            : null;
}
