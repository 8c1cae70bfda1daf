using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>Everything between the stores and one engine: spans over retries over metering, the server's clock, the writer.</summary>
internal sealed class DocumentStack : IAsyncDisposable, IDisposable
{
    /// <summary>Builds the stack over an engine, which it owns from then on.</summary>
    /// <param name="engine">Makes one attempt of each call.</param>
    /// <param name="retry">How calls are repeated.</param>
    /// <param name="time">Delays and monotonic time.</param>
    /// <param name="logger">Where retries and conflicts are told.</param>
    /// <param name="decorate">What stands between the retries and the meter: faults and checks of tests, and nothing otherwise.</param>
    public DocumentStack(
        IDocumentStore engine,
        RetryOptions retry,
        TimeProvider time,
        ILogger logger,
        Func<IDocumentStore, IDocumentStore>? decorate = null)
    {
        Time = time;
        Clock = new ServerClock(time);
        IDocumentStore metered = new MeteringDocumentStore(engine, Billed, Clock);
        Pulses = new ListenerPulses(time);
        Documents = new ObservedDocumentStore(
            new RetryingDocumentStore(decorate is null ? metered : decorate(metered), retry, Pulses, time, logger));
        Writer = new OptimisticWriter(Documents, time, logger);
    }

    public IDocumentStore Documents { get; }

    public OptimisticWriter Writer { get; }

    public ServerClock Clock { get; }

    public TimeProvider Time { get; }

    public ListenerPulses Pulses { get; }

    public BilledCounter Billed { get; } = new();

    public ValueTask DisposeAsync() => Documents.DisposeAsync();

    // A container that is disposed synchronously refuses what can only be disposed asynchronously. Closing an engine waits for nothing.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
