using System.Collections.Concurrent;
using System.Reflection;
using Xunit.v3;

[assembly: AgentState.Sqlite.Tests.DisposesStores]

namespace AgentState.Sqlite.Tests;

/// <summary>Creates the engine under test, each over a new file.</summary>
internal static class SqliteFiles
{
    private static readonly ConcurrentDictionary<string, ConcurrentBag<(SqliteDocumentStore Store, string Folder)>> Open = [];

    /// <summary>Creates a store that is disposed of, with its file, after the test.</summary>
    public static ValueTask<IDocumentStore> CreateAsync() => ValueTask.FromResult<IDocumentStore>(Create());

    public static SqliteDocumentStore Create(SqliteOptions? options = null)
    {
        var folder = Directory.CreateTempSubdirectory("agentstate-").FullName;
        var store = new SqliteDocumentStore(
            new DatabaseRoot("demo-agentstate"), Path.Combine(folder, "state.db"), options ?? new SqliteOptions(), TimeProvider.System);
        Open.GetOrAdd(TestContext.Current.Test!.UniqueID, static _ => []).Add((store, folder));
        return store;
    }

    public static void DisposeOf(string test)
    {
        if (Open.TryRemove(test, out var stores))
        {
            foreach (var (store, folder) in stores)
            {
                store.DisposeAsync().AsTask().Wait();
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}

/// <summary>Disposes of the stores that a test created.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class DisposesStoresAttribute : BeforeAfterTestAttribute
{
    public override void After(MethodInfo methodUnderTest, IXunitTest test) => SqliteFiles.DisposeOf(test.UniqueID);
}
