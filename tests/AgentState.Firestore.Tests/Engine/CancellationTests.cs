using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Grpc.Core;

namespace AgentState.Firestore.Tests.Engine;

/// <summary>Tests calls that end early: by the caller, the deadline, or the server.</summary>
public sealed class CancellationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> EveryVerb { get; } = new(SeamVerb.Methods);

    [Theory, Trait("Guarantee", "P12"), MemberData(nameof(EveryVerb))]
    public async Task AnyVerb_CancelledInFlight_ThrowsWithTheCallersToken(string method)
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On(method, ScriptedReply.Stall());
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var call = SeamVerb.All[method].CallAsync(store.Documents, caller.Token);
        await store.Server.NextCallAsync(Token);
        await caller.CancelAsync();

        var waiting = () => call;
        (await waiting.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(caller.Token);
    }

    [Theory, Trait("Guarantee", "P12"), MemberData(nameof(EveryVerb))]
    public async Task AnyVerb_CancelledBeforeTheCall_SendsNothing(string method)
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On(method, SeamVerb.All[method].Good);
        using var caller = new CancellationTokenSource();
        await caller.CancelAsync();

        var call = () => SeamVerb.All[method].CallAsync(store.Documents, caller.Token);

        (await call.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(caller.Token);
        store.Server.Calls.Should().BeEmpty();
    }

    [Theory, Trait("Guarantee", "P12"), MemberData(nameof(EveryVerb))]
    public async Task AnyVerb_CancelledByTheServer_ThrowsUnavailable(string method)
    {
        var verb = SeamVerb.All[method];
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On(method, ScriptedReply.Status(StatusCode.Cancelled, "the server gave up"));

        var call = () => verb.CallAsync(store.Documents, Token);

        (await call.Should().ThrowAsync<StateUnavailableException>()).Which.MayHaveBeenApplied.Should().Be(verb.IsWrite);
    }

    [Theory, Trait("Guarantee", "P9"), MemberData(nameof(EveryVerb))]
    public async Task AnyVerb_Stalled_EndsAfterTheCallTimeout(string method)
    {
        var verb = SeamVerb.All[method];
        await using var store = await ScriptedStore.StartAsync(
            connection => connection with { CallTimeout = TimeSpan.FromMilliseconds(200) });
        store.Server.On(method, ScriptedReply.Stall());

        var call = () => verb.CallAsync(store.Documents, Token);

        var error = (await call.Should().ThrowAsync<StateUnavailableException>()).Which;
        error.MayHaveBeenApplied.Should().Be(verb.IsWrite);
        error.InnerException.Should().BeOfType<RpcException>().Which.StatusCode.Should().Be(StatusCode.DeadlineExceeded);
    }

    [Fact, Trait("Guarantee", "P12")]
    public async Task Query_CancelledAfterDocuments_ThrowsWithTheCallersToken()
    {
        await using var store = await ScriptedStore.StartAsync();
        var first = new RunQueryResponse { Document = new Document { Name = "a" }, ReadTime = new() { Seconds = 1 } };
        store.Server.On("RunQuery", ScriptedReply.Ok(first).ThenStall());
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var call = store.Documents.QueryAsync(store.Documents.Root.Parent, new DocumentQuery("c").Build(), caller.Token);
        await store.Server.NextCallAsync(Token);
        await caller.CancelAsync();

        var waiting = () => call;
        (await waiting.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(caller.Token);
    }
}
