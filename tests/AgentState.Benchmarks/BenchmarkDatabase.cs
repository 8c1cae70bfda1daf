using Google.Cloud.Firestore.V1;

namespace AgentState.Benchmarks;

/// <summary>A database on the emulator, which is emptied and filled independently of both sides.</summary>
internal sealed class BenchmarkDatabase(string emulatorHost, DatabaseRoot root, bool usePartitions = false) : IDisposable
{
    private readonly IPartitionStrategy partitions = new TaskOptions { UsePartitions = usePartitions }.ToPartitionStrategy();
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly FirestoreChannel channel = new(FirestoreConnection.ToEmulator(emulatorHost, root));

    public DatabaseRoot Root { get; } = root;

    public static string TaskId(int number) => $"task-{number:0000}";

    /// <summary>Deletes every document, and adds the given number of pending tasks.</summary>
    public async Task ResetAsync(int tasks, CancellationToken cancellationToken)
    {
        // Only the emulator offers a call that empties a database.
        using var answer = await http.DeleteAsync(
            new Uri($"http://{emulatorHost}/emulator/v1/{Root.Database}/documents"), cancellationToken);
        answer.EnsureSuccessStatusCode();
        await FillAsync(tasks, atOnce: 500, cancellationToken);
    }

    /// <summary>Adds pending tasks in the format of the library.</summary>
    /// <param name="tasks">The number of tasks.</param>
    /// <param name="atOnce">The number of tasks in one commit; the emulator accepts messages of 4 MiB.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task FillAsync(int tasks, int atOnce, CancellationToken cancellationToken)
    {
        foreach (var some in Enumerable.Range(0, tasks).Chunk(atOnce))
        {
            var writes = some.Select(number => TaskDocument.Create(
                Root.Document(TaskDocument.Collection, TaskId(number)), Workload.Task(number), partitions.PartitionOf(TaskId(number))));
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
