using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents.Writing;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Documents.Calls;

/// <summary>The layers between the services and one engine: tracing over retries over metering, the server clock and the writer.</summary>
internal sealed class DocumentStack : IAsyncDisposable, IDisposable
{
    /// <summary>Builds the stack over an engine and takes ownership of it.</summary>
    /// <param name="engine">The engine, which makes one attempt per call.</param>
    /// <param name="retry">The retries of calls.</param>
    /// <param name="time">The source of delays and monotonic time.</param>
    /// <param name="logger">The logger of retries and conflicts.</param>
    /// <param name="decorate">A layer between the retries and the meter, which tests use for faults and checks; null for none.</param>
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
        OpenListeners = new ListenerMonitor(time);
        Documents = new ObservedDocumentStore(
            new RetryingDocumentStore(decorate is null ? metered : decorate(metered), retry, OpenListeners, time, logger));
        Writer = new OptimisticWriter(Documents, retry.Timeout, logger);
    }

    /// <summary>The engine, which makes one attempt per call. Services use <see cref="Documents"/>.</summary>
    public IDocumentStore Engine { get; }

    public IDocumentStore Documents { get; }

    public OptimisticWriter Writer { get; }

    public ServerClock Clock { get; }

    public TimeProvider Time { get; }

    public ListenerMonitor OpenListeners { get; }

    public BilledCounter Billed { get; } = new();

    /// <summary>Ensures that the clock has the server's current time and not only a lower bound.</summary>
    /// <remarks>Makes at most one call, at the start of the process; it costs one read.</remarks>
    /// <param name="collection">The collection that the read is attributed to.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask SetClockAsync(string collection, CancellationToken cancellationToken)
    {
        if (!Clock.IsCurrent)
        {
            // A batch get returns the server time, even if the document does not exist.
            var any = Documents.Root.Document(collection, "any");
            await Documents.GetAsync([any, any], cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => Documents.DisposeAsync();

    // A container throws if it is disposed synchronously and a service is only IAsyncDisposable. Closing an engine does not block.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
