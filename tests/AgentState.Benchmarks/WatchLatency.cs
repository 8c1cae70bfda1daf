using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Benchmarks;

/// <summary>The time from sending a commit to its change, in a watch of the library and in a listener of the generated client.</summary>
/// <param name="Library">Milliseconds of each change in the watch.</param>
/// <param name="Raw">Milliseconds of each change in the listener.</param>
internal sealed record WatchLatency(IReadOnlyList<double> Library, IReadOnlyList<double> Raw)
{
    public const int Agents = 20;

    private const int Rounds = 5;

    public static async Task<WatchLatency> TakeAsync(
        string emulatorHost, string projectId, int changes, CancellationToken cancellationToken)
    {
        var connection = FirestoreConnection.ToEmulator(emulatorHost, new DatabaseRoot(projectId));
        using var writing = new FirestoreChannel(connection);
        await Fleet.SeedAsync(writing, connection.Root, Agents, cancellationToken);
        var (library, raw) = (new List<double>(), new List<double>());

        // Only one side listens at a time, since the emulator serves listeners one after the other. The first round is a warm-up.
        for (var round = 0; round <= Rounds; round++)
        {
            var ofLibrary = await OfLibraryAsync(writing, connection.Root, emulatorHost, changes / Rounds, cancellationToken);
            var ofRaw = await OfRawAsync(writing, connection, changes / Rounds, cancellationToken);
            if (round > 0)
            {
                library.AddRange(ofLibrary);
                raw.AddRange(ofRaw);
            }
        }

        return new WatchLatency(library, raw);
    }

    private static async Task<List<double>> OfLibraryAsync(
        FirestoreChannel writing, DatabaseRoot root, string emulatorHost, int changes, CancellationToken cancellationToken)
    {
        await using var provider = Fleet.Provide(emulatorHost, root.ProjectId);
        await using var watch = provider.GetRequiredService<IAgentRegistry>()
            .WatchAllAsync(cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);
        await watch.MoveNextAsync();
        return await TimeAsync(writing, root, changes, (_, _) => watch.MoveNextAsync().AsTask(), cancellationToken);
    }

    private static async Task<List<double>> OfRawAsync(
        FirestoreChannel writing, FirestoreConnection connection, int changes, CancellationToken cancellationToken)
    {
        using var listening = new FirestoreChannel(connection);
        using var watch = await RawWatch.StartAsync(listening, connection.Root, cancellationToken);
        await watch.NextAsync(cancellationToken);
        return await TimeAsync(writing, connection.Root, changes, HearAsync, cancellationToken);

        async Task HearAsync(string name, int counter)
        {
            do
            {
                await watch.NextAsync(cancellationToken);
            }
            while (watch.Documents[name].Fields["config"].MapValue.Fields["counter"].IntegerValue != counter);
        }
    }

    private static async Task<List<double>> TimeAsync(
        FirestoreChannel writing, DatabaseRoot root, int changes, Func<string, int, Task> hear, CancellationToken cancellationToken)
    {
        var (time, figures) = (TimeProvider.System, new List<double>());
        for (var counter = 1; counter <= changes; counter++)
        {
            var write = Fleet.Change(root, counter % Agents, Random.Shared.Next());
            var heard = hear(write.Update.Name, (int)write.Update.Fields["config"].MapValue.Fields["counter"].IntegerValue);
            var options = await writing.OptionsAsync(cancellationToken);
            var sent = time.GetTimestamp();
            await writing.Client.CommitAsync(new CommitRequest { Database = root.Database, Writes = { write } }, options);
            await heard;
            figures.Add(time.GetElapsedTime(sent).TotalMilliseconds);
        }

        return figures;
    }
}
