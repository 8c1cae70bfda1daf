using Google.Cloud.Firestore.V1;
using FirestoreClient = Google.Cloud.Firestore.V1.Firestore.FirestoreClient;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace AgentState.Benchmarks;

/// <summary>Makes the same calls with the generated client alone: no validation, no retries, no error translation, no own types.</summary>
/// <remarks>Channel settings, headers and deadline are those of the library.</remarks>
internal sealed class Floor : IContender
{
    private readonly BenchmarkDatabase database;
    private readonly FloorChannel channel;
    private readonly FirestoreClient client;
    private readonly Held[] held = new Held[Workload.TasksPerRound];
    private long reads;
    private long writes;

    public Floor(string emulatorHost, BenchmarkDatabase database)
    {
        this.database = database;
        channel = new FloorChannel(emulatorHost, database.Root);
        client = channel.Client;
    }

    public BilledOperations Billed => new() { Reads = reads, Writes = writes, Deletes = 0 };

    public Task SeedAsync(int tasks, CancellationToken cancellationToken) => database.ResetAsync(tasks, cancellationToken);

    public async Task GetAsync(int number, CancellationToken cancellationToken)
    {
        var name = database.Root.Document(FloorMessages.Collection, BenchmarkDatabase.TaskId(number));
        await client.GetDocumentAsync(new GetDocumentRequest { Name = name }, channel.Options(cancellationToken));
        reads++;
    }

    public async Task EnqueueAsync(int number, CancellationToken cancellationToken)
    {
        var name = database.Root.Document(FloorMessages.Collection, Guid.NewGuid().ToString("N"));
        await CommitAsync(FloorMessages.Create(name, Workload.Task(number)), cancellationToken);
    }

    public async Task ClaimAsync(int number, CancellationToken cancellationToken)
    {
        var (task, readTime) = await FirstPendingAsync(cancellationToken);
        var token = Guid.NewGuid().ToString("N");
        var version = await CommitAsync(FloorMessages.Claim(task, Workload.Worker, token, readTime), cancellationToken);
        held[number] = new Held(task.Name, token, version);
    }

    public async Task CompleteAsync(int number, CancellationToken cancellationToken)
    {
        var (name, token, version) = held[number];
        await CommitAsync(FloorMessages.Complete(name, token, version, Workload.Result), cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        channel.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<(Document Task, Timestamp ReadTime)> FirstPendingAsync(CancellationToken cancellationToken)
    {
        var request = new RunQueryRequest
        {
            Parent = database.Root.Parent,
            StructuredQuery = FloorMessages.FirstPending(Workload.TaskType),
        };
        using var query = client.RunQuery(request, channel.Options(cancellationToken));
        Document? found = null;
        Timestamp? readTime = null;
        while (await query.ResponseStream.MoveNext(cancellationToken))
        {
            found = query.ResponseStream.Current.Document ?? found;
            readTime = query.ResponseStream.Current.ReadTime ?? readTime;
        }

        reads++;
        return (found!, readTime!);
    }

    private async Task<Timestamp> CommitAsync(Write write, CancellationToken cancellationToken)
    {
        var reply = await client.CommitAsync(
            new CommitRequest { Database = database.Root.Database, Writes = { write } }, channel.Options(cancellationToken));
        writes++;
        return reply.WriteResults[0].UpdateTime;
    }

    private readonly record struct Held(string Name, string Token, Timestamp Version);
}
