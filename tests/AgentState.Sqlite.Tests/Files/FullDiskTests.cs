namespace AgentState.Sqlite.Tests;

/// <summary>A commit that does not fit on the disk fails alone, and leaves everything else as it was.</summary>
/// <remarks>A maximum number of pages has the effect of a full disk.</remarks>
public sealed class FullDiskTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "S5")]
    public async Task CommitAsync_OnAFullDisk_ThrowsAndKeepsEarlierDocuments()
    {
        await using var folder = new DatabaseFolder();
        var store = folder.Open();
        var documents = new DocumentsUnderTest(store);
        await documents.SetAsync("a", ("n", Values.Of(1)));
        await LimitAsync(store, freePages: 0);

        var commit = () => SetLargeAsync(documents);

        var error = (await commit.Should().ThrowAsync<DatabaseFileException>()).Which;
        error.Path.Should().Be(folder.DatabasePath);
        error.Message.Should().Contain("the disk is full");
        (await documents.GetAsync("a")).Fields["n"].IntegerValue.Should().Be(1);
        (await documents.FindAsync("large")).Should().BeNull();
        await LimitAsync(store, freePages: 1_000_000);
        await SetLargeAsync(documents);
        (await documents.FindAsync("large")).Should().NotBeNull("there is room again");
        folder.CheckIntegrity().Should().Be("ok");
    }

    // The calls wait for the lock, so that several of them share a transaction.
    [Fact, Trait("Guarantee", "S5")]
    public async Task Calls_TogetherWithOneThatDoesNotFit_Succeed()
    {
        await using var folder = new DatabaseFolder();
        var store = folder.Open();
        var documents = new DocumentsUnderTest(store);
        await documents.SetAsync("a", ("n", Values.Of(1)));
        await LimitAsync(store, freePages: 40);
        var fitting = new List<Task>();
        Task large;
        using (var other = folder.Connect())
        {
            other.Execute("BEGIN IMMEDIATE");
            fitting.Add(documents.SetAsync("b"));
            large = SetLargeAsync(documents);
            fitting.AddRange(Enumerable.Range(0, 5).Select(number => documents.SetAsync($"c{number}")));
            fitting.Add(documents.GetAsync("a"));
            other.Execute("ROLLBACK");
        }

        await Task.WhenAll(fitting).WaitAsync(Eventually.Patience, Token);
        var fail = () => large;

        await fail.Should().ThrowAsync<DatabaseFileException>();
        (await documents.IdsAsync(new DocumentQuery(DocumentsUnderTest.Collection).Build()))
            .Should().Equal("a", "b", "c0", "c1", "c2", "c3", "c4");
    }

    private static async Task LimitAsync(SqliteDocumentStore store, long freePages)
    {
        var pages = await store.NumberAsync("PRAGMA page_count", Token);
        await store.NumberAsync($"PRAGMA max_page_count = {pages + freePages}", Token);
    }

    private static Task SetLargeAsync(DocumentsUnderTest documents) =>
        documents.SetAsync("large", ("text", Values.Of(new string('x', 500_000))));
}
