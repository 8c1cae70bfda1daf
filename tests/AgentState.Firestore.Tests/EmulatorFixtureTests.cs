namespace AgentState.Firestore.Tests;

/// <summary>Tests the engines that the fixture creates.</summary>
public sealed class EmulatorFixtureTests(EmulatorFixture fixture)
{
    [Fact]
    [Trait("Guarantee", "P7")]
    public async Task CreateEngineAsync_Twice_UsesTwoDatabases()
    {
        var one = await fixture.CreateEngineAsync();
        var other = await fixture.CreateEngineAsync();

        await one.CommitAsync([Writes.Create(one.Root.Document("things", "a"), [])], TestContext.Current.CancellationToken);

        (await DocumentsAsync(one)).Should().Be(1);
        (await DocumentsAsync(other)).Should().Be(0);
    }

    private static async Task<int> DocumentsAsync(IDocumentStore engine) =>
        (await engine.QueryAsync(engine.Root.Parent, new DocumentQuery("things").Build(), TestContext.Current.CancellationToken))
            .Documents.Count;
}
