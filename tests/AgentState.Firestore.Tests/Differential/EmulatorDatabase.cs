namespace AgentState.Firestore.Tests;

/// <summary>The emulator's own ways with one database.</summary>
internal static class EmulatorDatabase
{
    private static readonly HttpClient Http = new();

    /// <summary>Forgets every document.</summary>
    public static async Task ClearAsync(string host, DatabaseRoot root, CancellationToken cancellationToken)
    {
        using var reply = await Http.DeleteAsync(new Uri($"http://{host}/emulator/v1/{root.Database}/documents"), cancellationToken);
        reply.EnsureSuccessStatusCode();
    }

    /// <summary>
    /// Reads until the database's clock shows another millisecond. Server times have that precision: two commits in one millisecond
    /// would set the same time on one engine, and perhaps not on the other.
    /// </summary>
    public static async Task NextMillisecondAsync(IDocumentStore store, CancellationToken cancellationToken)
    {
        var start = await NowAsync(store, cancellationToken);
        while (await NowAsync(store, cancellationToken) <= start + 1)
        {
        }
    }

    private static async Task<long> NowAsync(IDocumentStore store, CancellationToken cancellationToken)
    {
        // Two names: the answer for one alone carries no time.
        var snapshots = await store.GetAsync([store.Root.Document("clock", "1"), store.Root.Document("clock", "2")], cancellationToken);
        return snapshots[0].ReadTime!.ToDateTimeOffset().ToUnixTimeMilliseconds();
    }
}
