using Google.Cloud.Firestore.V1;
using Grpc.Core;

namespace AgentState;

/// <summary>The mechanics of one listener: opens the stream, reads it, and ends it. What the messages mean is <see cref="WatchState"/>'s.</summary>
internal sealed class ListenStream : IAsyncDisposable
{
    private const int TargetId = 1;

    private readonly DatabaseRoot root;
    private readonly ListenTarget target;
    private readonly CancellationToken cancellationToken;
    private readonly CancellationTokenSource patience;
    private readonly CancellationTokenSource lifetime;
    private readonly WatchState state = new(TargetId);
    private readonly TimeSpan timeout;
    private AsyncDuplexStreamingCall<ListenRequest, ListenResponse>? call;
    private bool wasHeard;

    public ListenStream(DatabaseRoot root, ListenTarget target, TimeSpan timeout, CancellationToken cancellationToken)
    {
        this.root = root;
        this.target = target;
        this.timeout = timeout;
        this.cancellationToken = cancellationToken;
        patience = new CancellationTokenSource();
        lifetime = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
    }

    /// <summary>Asks for the target. The service must say something within the timeout; after that it may be silent for as long as nothing changes.</summary>
    public async Task OpenAsync(FirestoreChannel channel)
    {
        patience.CancelAfter(timeout);
        try
        {
            call = channel.Client.Listen(await channel.StreamOptionsAsync(lifetime.Token).ConfigureAwait(false));
            await call.RequestStream.WriteAsync(Request(), lifetime.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is RpcException or OperationCanceledException)
        {
            throw Translate(error);
        }
    }

    /// <summary>The next state to tell.</summary>
    public async Task<ListenSnapshot> NextAsync()
    {
        while (true)
        {
            var step = state.Take(await ReadAsync().ConfigureAwait(false));
            if (step.Snapshot is { } snapshot)
            {
                return snapshot;
            }

            if (step.Removed is { } reason)
            {
                throw ErrorTranslation.OfTarget(reason, root, target.Collection, wasHeard);
            }

            if (step.IsOutOfStep)
            {
                throw ErrorTranslation.CutShort();
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        call?.Dispose();
        lifetime.Dispose();
        patience.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<ListenResponse> ReadAsync()
    {
        try
        {
            if (await call!.ResponseStream.MoveNext(lifetime.Token).ConfigureAwait(false))
            {
                patience.CancelAfter(Timeout.InfiniteTimeSpan);
                wasHeard = true;
                return call.ResponseStream.Current;
            }
        }
        catch (Exception error) when (error is RpcException or OperationCanceledException)
        {
            throw Translate(error);
        }

        // The service closes streams in routine.
        throw ErrorTranslation.CutShort();
    }

    private Exception Translate(Exception error)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return new OperationCanceledException("The listener was cancelled.", error, cancellationToken);
        }

        return error is RpcException failed && !patience.IsCancellationRequested
            ? ErrorTranslation.OfListen(failed, root, target.Collection, wasHeard, cancellationToken)
            : ErrorTranslation.OfSilence(timeout);
    }

    private ListenRequest Request()
    {
        var asked = new Target { TargetId = TargetId };
        if (target.Document is { } name)
        {
            asked.Documents = new Target.Types.DocumentsTarget { Documents = { name } };
        }
        else
        {
            asked.Query = new Target.Types.QueryTarget { Parent = target.Parent, StructuredQuery = target.Query };
        }

        return new ListenRequest { Database = root.Database, AddTarget = asked };
    }
}
