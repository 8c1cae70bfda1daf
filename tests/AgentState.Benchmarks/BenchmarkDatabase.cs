using Google.Cloud.Firestore.V1;

namespace AgentState.Benchmarks;

/// <summary>A database on the emulator, emptied and filled past both sides, so that both find the same.</summary>
internal sealed class BenchmarkDatabase(string emulatorHost, DatabaseRoot root) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly FirestoreChannel channel = new(FirestoreConnection.ToEmulator(emulatorHost, root));

    public DatabaseRoot Root { get; } = root;

    public static string TaskId(int number) => $"task-{number:0000}";

    /// <summary>Takes every document away, and puts so many pending tasks in their place.</summary>
    public async Task ResetAsync(int tasks, CancellationToken cancellationToken)
    {
        // The emulator's own way to empty a database; the service has none.
        using var answer = await http.DeleteAsync(new Uri($"http://{emulatorHost}/emulator/v1/{Root.Database}/documents"), cancellationToken);
        answer.EnsureSuccessStatusCode();

        // As many as surely fit in one message.
        foreach (var some in Enumerable.Range(0, tasks).Chunk(500))
        {
            var writes = some.Select(number => FloorMessages.Create(Root.Document(FloorMessages.Collection, TaskId(number)), Workload.Task(number)));
            var options = await channel.OptionsAsync(cancellationToken);
            await channel.Client.CommitAsync(new CommitRequest { Database = Root.Database, Writes = { writes } }, options);
        }
    }

    public void Dispose()
    {
        channel.Dispose();
        http.Dispose();
    }
}
