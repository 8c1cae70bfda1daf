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
        await FillAsync(tasks, atOnce: 500, cancellationToken);
    }

    /// <summary>Adds so many pending tasks, as the library stores them.</summary>
    /// <param name="tasks">How many in all.</param>
    /// <param name="atOnce">How many in one commit. One message takes 4 MiB at the emulator.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task FillAsync(int tasks, int atOnce, CancellationToken cancellationToken)
    {
        foreach (var some in Enumerable.Range(0, tasks).Chunk(atOnce))
        {
            var writes = some.Select(number => TaskDocument.Create(Root.Document(TaskDocument.Collection, TaskId(number)), Workload.Task(number)));
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
