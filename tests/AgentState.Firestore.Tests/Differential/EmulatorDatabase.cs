namespace AgentState.Firestore.Tests;

/// <summary>Operations on one database that only the emulator offers.</summary>
internal static class EmulatorDatabase
{
    private static readonly HttpClient Http = new();

    /// <summary>Deletes every document.</summary>
    public static async Task ClearAsync(string host, DatabaseRoot root, CancellationToken cancellationToken)
    {
        using var reply = await Http.DeleteAsync(new Uri($"http://{host}/emulator/v1/{root.Database}/documents"), cancellationToken);
        reply.EnsureSuccessStatusCode();
    }

    /// <summary>Reads until the clock of the database has reached the next millisecond.</summary>
    /// <remarks>
    /// Server times have that precision: two commits in one millisecond would set the same time on one engine, and perhaps not on the
    /// other.
    /// </remarks>
    public static async Task NextMillisecondAsync(IDocumentStore store, CancellationToken cancellationToken)
    {
        var start = await NowAsync(store, cancellationToken);
        while (await NowAsync(store, cancellationToken) <= start + 1)
        {
        }
    }

    private static async Task<long> NowAsync(IDocumentStore store, CancellationToken cancellationToken)
    {
        // Two names: the response for a single name has no read time.
        var snapshots = await store.GetAsync([store.Root.Document("clock", "1"), store.Root.Document("clock", "2")], cancellationToken);
        return snapshots[0].ReadTime!.ToDateTimeOffset().ToUnixTimeMilliseconds();
    }
}
