using System.Runtime.CompilerServices;
using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using Google.Cloud.Firestore.V1;
using Grpc.Core;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>The document store over Cloud Firestore; makes one attempt per call.</summary>
internal sealed class FirestoreDocumentStore : IDocumentStore
{
    private readonly FirestoreChannel channel;
    private readonly FirestoreConnection connection;

    // A connection carries 100 streams. Listeners have their own connections, so that they never delay calls.
    private readonly Lazy<FirestoreChannel> listeners;

    public FirestoreDocumentStore(FirestoreConnection connection)
    {
        Root = connection.Root;
        this.connection = connection;
        channel = new FirestoreChannel(connection);
        listeners = new Lazy<FirestoreChannel>(() => new FirestoreChannel(connection.ForListening()));
    }

    public DatabaseRoot Root { get; }

    /// <summary>The invoker for calls of other clients on the same connection and account.</summary>
    public CallInvoker SharedInvoker => channel.Shared;

    public async Task<IReadOnlyList<DocumentSnapshot>> GetAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        names.Count switch
        {
            0 => [],
            1 => [await GetOneAsync(names[0], cancellationToken).ConfigureAwait(false)],
            _ => await GetManyAsync(names, cancellationToken).ConfigureAwait(false),
        };

    public async Task<QueryResult> QueryAsync(string parent, StructuredQuery query, CancellationToken cancellationToken)
    {
        var request = new RunQueryRequest { Parent = parent, StructuredQuery = query };
        var options = await channel.OptionsAsync(cancellationToken).ConfigureAwait(false);
        var documents = new List<Document>();
        Timestamp? readTime = null;

        using var call = channel.Client.RunQuery(request, options);
        try
        {
            while (await call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false))
            {
                var reply = call.ResponseStream.Current;
                readTime = reply.ReadTime ?? readTime;
                if (reply.Document is { } document)
                {
                    documents.Add(document);
                }
            }
        }
        catch (RpcException error)
        {
            channel.Learn(error);
            var translated = ErrorTranslation.OfQuery(error, Root, CollectionOf(query), cancellationToken);
            return translated is StateUnavailableException interruption && documents.Count > 0 && readTime is not null
                ? new QueryResult(documents, readTime, interruption)
                : throw translated;
        }

        return new QueryResult(documents, readTime ?? throw ErrorTranslation.CutShort());
    }

    public async Task<AggregateResult> AggregateAsync(
        string parent, StructuredAggregationQuery query, CancellationToken cancellationToken)
    {
        var request = new RunAggregationQueryRequest { Parent = parent, StructuredAggregationQuery = query };
        var options = await channel.OptionsAsync(cancellationToken).ConfigureAwait(false);
        AggregateResult? result = null;

        using var call = channel.Client.RunAggregationQuery(request, options);
        try
        {
            while (await call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false))
            {
                var reply = call.ResponseStream.Current;
                if (reply.Result is { } fields)
                {
                    result = new AggregateResult(fields.AggregateFields, reply.ReadTime);
                }
            }
        }
        catch (RpcException error)
        {
            channel.Learn(error);
            throw ErrorTranslation.OfQuery(error, Root, CollectionOf(query.StructuredQuery), cancellationToken);
        }

        return result ?? throw ErrorTranslation.CutShort();
    }

    public async Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken)
    {
        var request = new CommitRequest { Database = Root.Database, Writes = { writes } };
        var options = await channel.OptionsAsync(cancellationToken).ConfigureAwait(false);

        using var call = channel.Client.CommitAsync(request, options);
        if (await FailureOfAsync(call.ResponseAsync).ConfigureAwait(false) is { } error)
        {
            return ErrorTranslation.ConflictOf(error, writes) is { } conflict
                ? CommitOutcome.Conflict(conflict)
                : throw ErrorTranslation.OfWrite(error, Root, cancellationToken);
        }

        var reply = await call.ResponseAsync.ConfigureAwait(false);
        return CommitOutcome.Applied(reply.WriteResults, reply.CommitTime);
    }

    public async Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken)
    {
        var request = new BatchWriteRequest { Database = Root.Database, Writes = { writes } };
        var options = await channel.OptionsAsync(cancellationToken).ConfigureAwait(false);

        using var call = channel.Client.BatchWriteAsync(request, options);
        if (await FailureOfAsync(call.ResponseAsync).ConfigureAwait(false) is { } error)
        {
            throw ErrorTranslation.OfWrite(error, Root, cancellationToken);
        }

        var reply = await call.ResponseAsync.ConfigureAwait(false);
        if (reply.Status.Count != writes.Count || reply.WriteResults.Count != writes.Count)
        {
            throw ErrorTranslation.CutShort(isWrite: true);
        }

        var outcomes = new WriteOutcome[writes.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = ErrorTranslation.OfItem(reply.Status[i], writes[i], reply.WriteResults[i], Root);
        }

        return outcomes;
    }

    public async IAsyncEnumerable<ListenSnapshot> ListenAsync(
        ListenTarget target, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var state = new WatchState(ListenStream.TargetId, target.ResumeFrom);
        var isOutOfStep = false;
        while (true)
        {
            var stream = new ListenStream(target, state, connection, cancellationToken);
            await using (stream.ConfigureAwait(false))
            {
                await stream.OpenAsync(listeners.Value).ConfigureAwait(false);
                while (await stream.NextAsync().ConfigureAwait(false) is { } snapshot)
                {
                    isOutOfStep = false;
                    yield return snapshot;
                }
            }

            // Request everything again at once. If the result is out of step again, fail, so that the next attempt waits.
            if (isOutOfStep)
            {
                throw ErrorTranslation.CutShort();
            }

            isOutOfStep = true;
            state.Reset();
        }
    }

    public ValueTask DisposeAsync()
    {
        channel.Dispose();
        if (listeners.IsValueCreated)
        {
            listeners.Value.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private async Task<DocumentSnapshot> GetOneAsync(string name, CancellationToken cancellationToken)
    {
        var options = await channel.OptionsAsync(cancellationToken).ConfigureAwait(false);

        using var call = channel.Client.GetDocumentAsync(new GetDocumentRequest { Name = name }, options);
        if (await FailureOfAsync(call.ResponseAsync).ConfigureAwait(false) is { } error)
        {
            return ErrorTranslation.IsMissingDocument(error)
                ? new DocumentSnapshot(name, Document: null)
                : throw ErrorTranslation.OfGet(error, Root, cancellationToken);
        }

        return new DocumentSnapshot(name, await call.ResponseAsync.ConfigureAwait(false));
    }

    private async Task<IReadOnlyList<DocumentSnapshot>> GetManyAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var documents = new RequestedDocuments(names);
        var request = new BatchGetDocumentsRequest { Database = Root.Database, Documents = { documents.Distinct } };
        var options = await channel.OptionsAsync(cancellationToken).ConfigureAwait(false);

        using var call = channel.Client.BatchGetDocuments(request, options);
        try
        {
            while (await call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false))
            {
                documents.Add(call.ResponseStream.Current);
            }
        }
        catch (RpcException error)
        {
            channel.Learn(error);
            throw ErrorTranslation.OfGet(error, Root, cancellationToken);
        }

        return documents.InOrder() ?? throw ErrorTranslation.CutShort();
    }

    private static string CollectionOf(StructuredQuery query) => query.From is [var first, ..] ? first.CollectionId : "";

    /// <summary>Waits for an answer and returns its failure, or null.</summary>
    /// <remarks>It does not throw, because a missing document and a conflict are expected answers.</remarks>
    private async ValueTask<RpcException?> FailureOfAsync(Task response)
    {
        await response.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (response.Exception?.InnerException is not RpcException error)
        {
            return null;
        }

        channel.Learn(error);
        return error;
    }
}
