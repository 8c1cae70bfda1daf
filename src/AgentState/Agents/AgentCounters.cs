using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// The counters of all agents that work in this process. What is added is gathered, and stored at most once in each interval, when it is
/// asked for, and when the process ends. Counters of agents that are not registered are let go.
/// </summary>
internal sealed class AgentCounters : IAsyncDisposable, IDisposable
{
    private readonly ConcurrentDictionary<string, AgentCounter> counters = new(StringComparer.Ordinal);
    private readonly DocumentStack stack;
    private readonly TimeSpan interval;
    private readonly ILogger logger;
    private readonly ITimer timer;
    private int armed;
    private int disposed;

    public AgentCounters(DocumentStack stack, AgentOptions options, ILogger<AgentCounters> logger)
    {
        this.stack = stack;
        this.logger = logger;
        interval = options.FlushInterval;
        timer = stack.Time.CreateTimer(_ => OnInterval(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gathers, to be stored within the interval.</summary>
    public void Add(string agentId, AgentStats increment)
    {
        Of(agentId).Add(increment);
        Arm();
    }

    /// <summary>Stores an increment, and what else is gathered for the agent.</summary>
    /// <exception cref="StateNotFoundException">The agent is not registered.</exception>
    public Task StoreAsync(string agentId, AgentStats increment, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        return Of(agentId).StoreAsync(increment).WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Stores all that is gathered. What could not be stored stays gathered, and is tried again; the first error is thrown when all have
    /// been tried.
    /// </summary>
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
                // The counters of the others are waited for all the same.
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
        using var deadline = Farewell.Begin();
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

    // A container that is disposed synchronously waits as well: what was counted is worth it.
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

    // async void is what a timer calls; nothing may escape it.
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
        StateChange[] deletes = [.. counters.Values.SelectMany(counter => counter.InstanceNames).Select(name => StateChange.Blind(Writes.Delete(name)))];
        if (deletes.Length > 0)
        {
            await stack.Writer.WriteAsync(deletes, cancellationToken).ConfigureAwait(false);
        }
    }
}
