namespace AgentState.Sqlite.Tests;

/// <summary>Reads the snapshots of a listener one by one, with a timeout.</summary>
internal sealed class SnapshotReader(IDocumentStore store, ListenTarget target) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<ListenSnapshot> snapshots = store.ListenAsync(target, Token).GetAsyncEnumerator(Token);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Opens a listener to a collection, and reads its first snapshot.</summary>
    public static Task<SnapshotReader> OpenAsync(IDocumentStore store, string collection) =>
        OpenAsync(store, ListenTarget.OfQuery(store.Root.Parent, new DocumentQuery(collection).Build()));

    /// <summary>Opens a listener, and reads its first snapshot.</summary>
    public static async Task<SnapshotReader> OpenAsync(IDocumentStore store, ListenTarget target)
    {
        var reader = new SnapshotReader(store, target);
        await reader.NextAsync();
        return reader;
    }

    /// <summary>Returns the next snapshot.</summary>
    public async Task<ListenSnapshot> NextAsync()
    {
        (await snapshots.MoveNextAsync().AsTask().WaitAsync(Eventually.Patience, Token))
            .Should().BeTrue("a listener ends only when its token is cancelled");
        return snapshots.Current;
    }

    /// <summary>Returns the next snapshot that matches the condition.</summary>
    public async Task<ListenSnapshot> UntilAsync(Predicate<ListenSnapshot> condition)
    {
        while (true)
        {
            var snapshot = await NextAsync();
            if (condition(snapshot))
            {
                return snapshot;
            }
        }
    }

    public ValueTask DisposeAsync() => snapshots.DisposeAsync();
}
