using AgentState.TestKit;

namespace AgentState.Firestore.Tests.Engine;

/// <summary>An engine and its scripted server, which are disposed together.</summary>
internal sealed class ScriptedStore : IAsyncDisposable
{
    private ScriptedStore(ScriptedFirestore server, FirestoreDocumentStore documents)
    {
        Server = server;
        Documents = documents;
    }

    public ScriptedFirestore Server { get; }

    public FirestoreDocumentStore Documents { get; }

    /// <param name="adjust">Changes the connection; null keeps the defaults for an emulator.</param>
    /// <param name="maxStreams">The maximum number of concurrent calls on one connection.</param>
    public static async Task<ScriptedStore> StartAsync(
        Func<FirestoreConnection, FirestoreConnection>? adjust = null, int maxStreams = 100)
    {
        var server = await ScriptedFirestore.StartAsync(TestContext.Current.CancellationToken, maxStreams);
        var connection = server.Connection();
        return new ScriptedStore(server, new FirestoreDocumentStore(adjust?.Invoke(connection) ?? connection));
    }

    public async ValueTask DisposeAsync()
    {
        await Documents.DisposeAsync();
        await Server.DisposeAsync();
    }
}
