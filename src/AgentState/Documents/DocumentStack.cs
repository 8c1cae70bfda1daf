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
        Engine = engine;
        Time = time;
        Clock = new ServerClock(time);
        IDocumentStore metered = new MeteringDocumentStore(engine, Billed, Clock);
        Pulses = new ListenerPulses(time);
        Documents = new ObservedDocumentStore(
            new RetryingDocumentStore(decorate is null ? metered : decorate(metered), retry, Pulses, time, logger));
        Writer = new OptimisticWriter(Documents, retry.Timeout, logger);
    }

    /// <summary>Makes one attempt of each call. Stores call <see cref="Documents"/>.</summary>
    public IDocumentStore Engine { get; }

    public IDocumentStore Documents { get; }

    public OptimisticWriter Writer { get; }

    public ServerClock Clock { get; }

    public TimeProvider Time { get; }

    public ListenerPulses Pulses { get; }

    public BilledCounter Billed { get; } = new();

    /// <summary>Sees to it that the clock tells the server's time, and not just a bound of it: nothing, or one call at the start of the process.</summary>
    /// <param name="collection">For whom the call is made, and billed.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask SetClockAsync(string collection, CancellationToken cancellationToken)
    {
        if (!Clock.IsCurrent)
        {
            // A call for several documents brings the database's time along; whether they are there does not matter.
            var any = Documents.Root.Document(collection, "any");
            await Documents.GetAsync([any, any], cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => Documents.DisposeAsync();

    // A container that is disposed synchronously refuses what can only be disposed asynchronously. Closing an engine waits for nothing.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
