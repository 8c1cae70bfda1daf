using AgentState.TestKit;
using Google.Cloud.Firestore.V1;

namespace AgentState.Firestore.Tests.Engine;

/// <summary>Tests many concurrent calls, and large answers.</summary>
public sealed class LoadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "P9")]
    public async Task Get_MoreCallsThanOneConnectionCarries_UsesMoreConnections()
    {
        const int Calls = 300;
        await using var store = await ScriptedStore.StartAsync(maxStreams: 100);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Server.On("GetDocument", ScriptedReply.Ok(new Document()).Once(all.Task));

        var gets = Enumerable.Range(0, Calls).Select(i => store.Documents.GetAsync([$"{i}"], Token)).ToArray();

        // No call is answered before all have arrived: with one connection the server would get 100 calls and wait for ever.
        for (var i = 0; i < Calls; i++)
        {
            await store.Server.NextCallAsync(Token);
        }

        all.SetResult();
        (await Task.WhenAll(gets)).Should().HaveCount(Calls);
        store.Server.Calls.Select(call => call.Connection).Distinct().Should().HaveCountGreaterThanOrEqualTo(3);
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task Get_LargestDocumentOnTheWire_IsReturned()
    {
        // Firestore counts a null in a list as one byte, but it takes four on the wire. A document near the limit is thus 4 MiB here.
        var nulls = new ArrayValue { Values = { Enumerable.Repeat(Values.Null, 1_000_000) } };
        var document = new Document { Name = "large", Fields = { ["list"] = new() { ArrayValue = nulls } } };
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("GetDocument", ScriptedReply.Ok(document));

        var snapshots = await store.Documents.GetAsync(["large"], Token);

        document.CalculateSize().Should().BeGreaterThan(4_000_000);
        snapshots[0].Document!.Fields["list"].ArrayValue.Values.Should().HaveCount(1_000_000);
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task Query_ManyDocuments_ReturnsAllInOrder()
    {
        const int Count = 5_000;
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("RunQuery", ScriptedReply.Ok([.. Enumerable.Range(0, Count).Select(i =>
            new RunQueryResponse { Document = new Document { Name = $"{i}" }, ReadTime = new() { Seconds = 1 } })]));

        var result = await store.Documents.QueryAsync(store.Documents.Root.Parent, new DocumentQuery("c").Build(), Token);

        result.Documents.Select(document => document.Name).Should().Equal(Enumerable.Range(0, Count).Select(i => $"{i}"));
    }
}
