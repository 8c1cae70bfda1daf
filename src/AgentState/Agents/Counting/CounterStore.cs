using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Documents.Writing;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Agents.Counting;

/// <summary>Gathers and stores the counters of all agents in this process.</summary>
/// <remarks>
/// Gathered counters are stored at most once in each interval, at a flush, and at dispose. Counters of agents that are not registered are
/// discarded.
/// </remarks>
internal sealed class CounterStore : IAsyncDisposable, IDisposable
{
    private readonly ConcurrentDictionary<string, AgentCounter> counters = new(StringComparer.Ordinal);
    private readonly DocumentStack stack;
    private readonly TimeSpan interval;
    private readonly ILogger logger;
    private readonly ITimer timer;
    private int armed;
    private int disposed;

    public CounterStore(DocumentStack stack, AgentOptions options, ILogger<CounterStore> logger)
    {
        this.stack = stack;
        this.logger = logger;
        interval = options.FlushInterval;
        timer = stack.Time.CreateTimer(_ => OnInterval(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Adds an increment that is stored within the interval.</summary>
    public void Add(string agentId, AgentStats increment)
    {
        Of(agentId).Add(increment);
        Arm();
    }

    /// <summary>Stores an increment together with the gathered ones of the agent.</summary>
    /// <exception cref="StateNotFoundException">The agent is not registered.</exception>
    public Task StoreAsync(string agentId, AgentStats increment, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        return Of(agentId).StoreAsync(increment).WaitAsync(cancellationToken);
    }

    /// <summary>Stores all gathered counters.</summary>
    /// <remarks>
    /// Counters that could not be stored stay gathered and are retried. The first error is thrown after all agents have been tried.
    /// </remarks>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var flushes = counters.Select(entry => (AgentId: entry.Key, Stored: entry.Value.StoreAsync(AgentStats.None))).ToList();
        ExceptionDispatchInfo? failure = null;
        foreach (var (agentId, stored) in flushes)
        {
            try
            {
                await stored.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (StateNotFoundException)
            {
                Log.CountersOfNobody(logger, agentId);
            }
            catch (AgentStateException error)
            {
                // Still wait for the counters of the other agents.
                failure ??= ExceptionDispatchInfo.Capture(error);
            }
        }

        failure?.Throw();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            return;
        }

        await timer.DisposeAsync().ConfigureAwait(false);
        using var deadline = ShutdownDeadline.Begin();
        try
        {
            await FlushAsync(deadline.Token).ConfigureAwait(false);
            await DeleteInstancesAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is AgentStateException or OperationCanceledException or ObjectDisposedException)
        {
            Log.CountersLeft(logger, error);
        }
    }

    // Blocks, so that a container that is disposed synchronously also stores the counters.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private AgentCounter Of(string agentId) =>
        counters.GetOrAdd(agentId, static (agentId, all) => new AgentCounter(agentId, all.stack, all.Arm), this);

    private void Arm()
    {
        if (Interlocked.Exchange(ref armed, 1) == 0)
        {
            timer.Change(interval, Timeout.InfiniteTimeSpan);
        }
    }

    // async void, because a timer calls it: no exception may escape.
    private async void OnInterval()
    {
        Volatile.Write(ref armed, 0);
        try
        {
            await FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Log.CountersKept(logger, error);
        }
    }

    private async Task DeleteInstancesAsync(CancellationToken cancellationToken)
    {
        StateChange[] deletes =
        [
            .. counters.Values.SelectMany(counter => counter.InstanceNames).Select(name => StateChange.Blind(Writes.Delete(name))),
        ];
        if (deletes.Length > 0)
        {
            await stack.Writer.WriteAsync(deletes, cancellationToken).ConfigureAwait(false);
        }
    }
}
