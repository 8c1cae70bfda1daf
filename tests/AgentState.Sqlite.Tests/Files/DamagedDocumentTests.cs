namespace AgentState.Sqlite.Tests;

/// <summary>A document whose bytes cannot be read is an error of the calls that read it, and of no other.</summary>
public sealed class DamagedDocumentTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "S5")]
    public async Task GetAsync_OfADamagedDocument_ThrowsDatabaseFile()
    {
        await using var folder = new DatabaseFolder();
        var documents = new DocumentsUnderTest(folder.Open());
        await SetDamagedAsync(folder, documents);

        var read = () => documents.FindAsync("damaged");

        (await read.Should().ThrowAsync<DatabaseFileException>()).WithMessage("*is damaged*");
    }

    // The calls wait for the lock, so that several of them share a transaction.
    [Fact, Trait("Guarantee", "S5")]
    public async Task Calls_TogetherWithOneThatReadsADamagedDocument_Succeed()
    {
        await using var folder = new DatabaseFolder();
        var documents = new DocumentsUnderTest(folder.Open());
        await SetDamagedAsync(folder, documents);
        var others = new List<Task>();
        Task damaged;
        using (var other = folder.Connect())
        {
            other.Execute("BEGIN IMMEDIATE");
            others.Add(documents.SetAsync("a"));
            damaged = documents.FindAsync("damaged");
            others.AddRange(Enumerable.Range(0, 5).Select(number => documents.SetAsync($"b{number}")));
            other.Execute("ROLLBACK");
        }

        await Task.WhenAll(others).WaitAsync(Eventually.Patience, Token);
        var fail = () => damaged;

        await fail.Should().ThrowAsync<Exception>();
        (await documents.FindAsync("b4")).Should().NotBeNull();
    }

    private static async Task SetDamagedAsync(DatabaseFolder folder, DocumentsUnderTest documents)
    {
        await documents.SetAsync("damaged");
        folder.Execute("UPDATE documents SET data = x'FFFFFFFF'");
    }
}
