using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using Google.Cloud.Firestore.V1;
using Grpc.Core;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>Opens, reads and closes one stream of a listener. <see cref="WatchState"/> interprets the messages.</summary>
internal sealed class ListenStream : IAsyncDisposable
{
    /// <summary>The id of the stream's only target.</summary>
    public const int TargetId = 1;

    private readonly DatabaseRoot root;
    private readonly ListenTarget target;
    private readonly WatchState state;
    private readonly FirestoreConnection connection;
    private readonly CancellationToken cancellationToken;
    private readonly CancellationTokenSource patience;
    private readonly CancellationTokenSource lifetime;
    private AsyncDuplexStreamingCall<ListenRequest, ListenResponse>? call;
    private FirestoreChannel? openedOn;
    private bool hasReceived;

    public ListenStream(ListenTarget target, WatchState state, FirestoreConnection connection, CancellationToken cancellationToken)
    {
        root = connection.Root;
        this.target = target;
        this.state = state;
        this.connection = connection;
        this.cancellationToken = cancellationToken;
        patience = new CancellationTokenSource();
        lifetime = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
    }

    /// <summary>Opens the stream and requests the target.</summary>
    /// <remarks>The first message must arrive within the call timeout, every further one within the listen timeout.</remarks>
    public async Task OpenAsync(FirestoreChannel channel)
    {
        openedOn = channel;
        patience.CancelAfter(connection.CallTimeout);
        try
        {
            call = channel.Client.Listen(await channel.StreamOptionsAsync(lifetime.Token).ConfigureAwait(false));
            await call.RequestStream.WriteAsync(Request(), lifetime.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is RpcException or OperationCanceledException or IOException or HttpRequestException)
        {
            // An error that breaks the connection during sending arrives unwrapped: gRPC converts it into a status only while reading.
            throw Translate(error);
        }
    }

    /// <summary>
    /// Returns the next snapshot; null if this state differs from the service's, so that everything must be requested again.
    /// </summary>
    public async Task<ListenSnapshot?> NextAsync()
    {
        while (true)
        {
            var step = state.Take(await ReadAsync().ConfigureAwait(false));
            if (step.Snapshot is not null || step.IsOutOfStep)
            {
                return step.Snapshot;
            }

            if (step.IsOfAnotherTarget)
            {
                throw ErrorTranslation.OfAnotherTarget();
            }

            if (step.Removed is { } reason)
            {
                throw ErrorTranslation.OfTarget(reason, root, target.Collection, hasReceived);
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
                patience.CancelAfter(connection.ListenTimeout);
                hasReceived = true;
                return call.ResponseStream.Current;
            }
        }
        catch (Exception error) when (error is RpcException or OperationCanceledException)
        {
            throw Translate(error);
        }

        // The service closes streams routinely.
        throw ErrorTranslation.CutShort();
    }

    private Exception Translate(Exception error)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return new OperationCanceledException("The listener was cancelled.", error, cancellationToken);
        }

        if (error is not OperationCanceledException && !patience.IsCancellationRequested)
        {
            return error is RpcException failed
                ? ErrorTranslation.OfListen(failed, root, target.Collection, hasReceived, cancellationToken)
                : ErrorTranslation.OfUnsent(error);
        }

        var silence = hasReceived ? connection.ListenTimeout : connection.CallTimeout;
        openedOn?.DropSilent(silence);
        return ErrorTranslation.OfSilence(silence);
    }

    private ListenRequest Request()
    {
        var asked = new Target { TargetId = TargetId };
        if (state.Place is { } place)
        {
            asked.ResumeToken = place;
        }

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
