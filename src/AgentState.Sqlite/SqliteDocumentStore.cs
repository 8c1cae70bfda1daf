using System.Runtime.CompilerServices;
using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Engines.Embedded;
using AgentState.Internal.Engines.Embedded.Listening;
using AgentState.Internal.Engines.Embedded.Writing;
using AgentState.Internal.Sqlite.Clock;
using AgentState.Internal.Sqlite.Files;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Sqlite;

/// <summary>A document store in a SQLite file that answers calls like Firestore. Thread-safe; several processes can use one file.</summary>
internal sealed class SqliteDocumentStore : IDocumentStore
{
    private readonly FileThread thread;
    private readonly ProcessWaking waking;
    private readonly TimeProvider time;
    private readonly ChangeFeed feed = new();

    /// <summary>Opens a file, or creates it.</summary>
    /// <param name="root">The database that it represents.</param>
    /// <param name="path">The path of the file.</param>
    /// <param name="options">The options.</param>
    /// <param name="time">The clock of the listeners' pulses.</param>
    /// <param name="clock">The clocks of the machine; null = those of this machine.</param>
    /// <param name="useSocket">Whether processes wake each other by sockets where the system has them.</param>
    /// <exception cref="AgentStateException">The file cannot be used.</exception>
    public SqliteDocumentStore(
        DatabaseRoot root, string path, SqliteOptions options, TimeProvider time, IMachineClock? clock = null, bool useSocket = true)
    {
        Root = root;
        this.time = time;
        var full = Path.GetFullPath(path);
        var file = DatabaseFile.Open(full, $"{root.Documents}/", options, clock ?? MachineClock.Instance);
        waking = new ProcessWaking(full, useSocket);
        thread = new FileThread(file, Report);
    }

    public DatabaseRoot Root { get; }

    public Task<IReadOnlyList<DocumentSnapshot>> GetAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        RunAsync(() => EngineCalls.Get(Root, names), cancellationToken);

    public Task<QueryResult> QueryAsync(string parent, StructuredQuery query, CancellationToken cancellationToken) =>
        RunAsync(() => EngineCalls.Query(Root, parent, query), cancellationToken);

    public Task<AggregateResult> AggregateAsync(
        string parent, StructuredAggregationQuery query, CancellationToken cancellationToken) =>
        RunAsync(() => EngineCalls.Aggregate(Root, parent, query), cancellationToken);

    public Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        RunAsync(() => EngineCalls.Commit(Root, writes), cancellationToken, mayWrite: true);

    public Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        RunAsync(() => EngineCalls.BatchWrite(Root, writes), cancellationToken, mayWrite: true);

    public async IAsyncEnumerable<ListenSnapshot> ListenAsync(
        ListenTarget target, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await waking.BeginAsync(thread, cancellationToken).ConfigureAwait(false);
        await foreach (var snapshot in StoreListener.ListenAsync(this, feed, target, time, cancellationToken).ConfigureAwait(false))
        {
            yield return snapshot;
        }
    }

    /// <summary>Returns the steps of SQLite's virtual machine since the last call.</summary>
    public Task<long> TakeVmStepsAsync(CancellationToken cancellationToken) =>
        thread.RunAsync(static file => file.TakeVmSteps(), cancellationToken);

    /// <summary>Runs a statement that returns one number, such as a pragma, on the connection of the store; for tests.</summary>
    public Task<long> NumberAsync(string sql, CancellationToken cancellationToken) =>
        thread.RunAsync(file => file.Number(sql), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // The thread may wait for the lock of another process.
        await Task.Run(thread.Dispose).ConfigureAwait(false);
        waking.Dispose();
    }

    private async Task<T> RunAsync<T>(
        Func<Func<IDocumentStorage, T>> prepare, CancellationToken cancellationToken, bool mayWrite = false)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var call = prepare();
        return await thread.RunAsync(file => call(file.Storage), cancellationToken, mayWrite).ConfigureAwait(false);
    }

    private void Report(FileChanges changes)
    {
        if (changes.Names is null)
        {
            feed.ReportAll();
        }
        else if (changes.Names.Count > 0)
        {
            feed.Report(changes.Names);
        }

        if (changes.Listeners.Count > 0 && waking.Wake(changes.Listeners) is { Count: > 0 } ended)
        {
            _ = thread.RunAsync(
                file =>
                {
                    foreach (var address in ended)
                    {
                        file.Listeners.Remove(address);
                    }

                    return true;
                },
                CancellationToken.None);
        }
    }
}
