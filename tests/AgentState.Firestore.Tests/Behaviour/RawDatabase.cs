using Google.Cloud.Firestore.V1;
using Grpc.Core;
using Grpc.Net.Client;
using FirestoreClient = Google.Cloud.Firestore.V1.Firestore.FirestoreClient;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace AgentState.Firestore.Tests.Behaviour;

/// <summary>An empty database for one test, accessed by the generated client alone, without the engine.</summary>
internal sealed class RawDatabase : IDisposable
{
    public const string Collection = "things";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly GrpcChannel channel;

    public RawDatabase(FirestoreEmulator emulator, string? parentPath = null)
    {
        Root = new DatabaseRoot(emulator.NewProjectId(), parentPath: parentPath);
        channel = GrpcChannel.ForAddress($"http://{emulator.Host}");
        Client = new FirestoreClient(channel);
    }

    public DatabaseRoot Root { get; }

    public FirestoreClient Client { get; }

    /// <summary>The options of the library's calls to an emulator: the owner's token, to which the rules do not apply.</summary>
    public CallOptions Owner => With(new Metadata { { "authorization", "Bearer owner" } });

    /// <summary>The options of a client without a token.</summary>
    public CallOptions Anonymous => With([]);

    public string Name(string id) => Root.Document(Collection, id);

    public async Task<CommitResponse> CommitAsync(params IEnumerable<Write> writes) =>
        await Client.CommitAsync(new CommitRequest { Database = Root.Database, Writes = { writes } }, Owner);

    /// <summary>Creates or replaces a document, and returns its new version.</summary>
    public async Task<Timestamp> SetAsync(string id, params (string Field, Value Value)[] fields) =>
        (await CommitAsync(Set(id, fields))).WriteResults[0].UpdateTime;

    public Write Set(string id, params (string Field, Value Value)[] fields)
    {
        var document = new Document { Name = Name(id) };
        foreach (var (field, value) in fields)
        {
            document.Fields.Add(field, value);
        }

        return new Write { Update = document };
    }

    public async Task<Document> GetAsync(string id) =>
        await Client.GetDocumentAsync(new GetDocumentRequest { Name = Name(id) }, Owner);

    public async Task<StatusCode> StatusOfCommitAsync(params IEnumerable<Write> writes) => await StatusOfAsync(() => CommitAsync(writes));

    public static async Task<StatusCode> StatusOfAsync(Func<Task> call)
    {
        try
        {
            await call();
            return StatusCode.OK;
        }
        catch (RpcException error)
        {
            return error.StatusCode;
        }
    }

    public async Task<IReadOnlyList<RunQueryResponse>> QueryAsync(StructuredQuery query)
    {
        using var call = Client.RunQuery(new RunQueryRequest { Parent = Root.Parent, StructuredQuery = query }, Owner);
        return await call.ResponseStream
            .ReadAllAsync(TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Returns the ids of the query's documents, in the order of the result.</summary>
    public async Task<IEnumerable<string>> IdsAsync(StructuredQuery query) =>
        (await QueryAsync(query))
            .Where(response => response.Document is not null)
            .Select(response => DatabaseRoot.IdOf(response.Document.Name));

    public async Task<BatchWriteResponse> BatchWriteAsync(params IEnumerable<Write> writes) =>
        await Client.BatchWriteAsync(new BatchWriteRequest { Database = Root.Database, Writes = { writes } }, Owner);

    public void Dispose() => channel.Dispose();

    private CallOptions With(Metadata headers)
    {
        headers.Add("google-cloud-resource-prefix", Root.Database);
        return new CallOptions(headers, DateTime.UtcNow + Deadline, TestContext.Current.CancellationToken);
    }
}
