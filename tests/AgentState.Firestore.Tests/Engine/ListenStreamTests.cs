using System.Net;
using System.Net.Sockets;
using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Grpc.Core;
using static AgentState.TestKit.WatchMessages;

namespace AgentState.Firestore.Tests.Engine;

/// <summary>The mechanics of a listener, against a server that answers as production may and the emulator does not.</summary>
public sealed class ListenStreamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Promise", "W1")]
    public async Task Listen_AsksForItsTarget_WithBothRoutingHeaders_AndWithoutADeadline()
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("Listen", ScriptedReply.Ok(Add, Change("a", 1), Current, Consistent(2)).ThenStall());
        await using var stream = Listen(store);

        (await stream.MoveNextAsync().AsTask().WaitAsync(Patience, Token)).Should().BeTrue();

        stream.Current.Documents.Keys.Should().Equal("a");
        var call = store.Server.Calls.Should().ContainSingle().Subject;
        call.Headers.Should().ContainKeys("google-cloud-resource-prefix", "x-goog-request-params").And.NotContainKey("grpc-timeout");
        var request = call.Read(ListenRequest.Parser);
        request.Database.Should().Be(store.Documents.Root.Database);
        request.AddTarget.Query.Parent.Should().Be(store.Documents.Root.Parent);
    }

    [Fact, Trait("Promise", "W1")]
    public async Task Listeners_HaveConnectionsOfTheirOwn()
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("Listen", ScriptedReply.Ok(Current, Consistent(1)).ThenStall());
        store.Server.On("Commit", ScriptedReply.Ok(new CommitResponse { CommitTime = Time(1) }));
        await using var stream = Listen(store);
        await stream.MoveNextAsync();

        await store.Documents.CommitAsync([], Token);

        store.Server.Calls.Select(call => call.Connection).Should().OnlyHaveUniqueItems();
    }

    [Fact, Trait("Promise", "W2"), Trait("Promise", "P9")]
    public async Task AConnectionThatBreaks_WhileTheListenerIsAskedFor_IsAnOutage()
    {
        // More than a connection takes before the other side has said that it may be more: so the request is on its way still.
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        await using var documents = new FirestoreDocumentStore(
            ConnectionResolver.Resolve(new AgentStateOptions { EmulatorHost = $"{server.LocalEndpoint}", ProjectId = "p" }.ToConnection()));
        var query = new DocumentQuery("tasks").WhereEqual("type", Values.Of(new string('x', 200_000))).Build();
        await using var stream = documents.ListenAsync(ListenTarget.OfQuery(documents.Root.Parent, query), Token).GetAsyncEnumerator(Token);

        var next = async () => await stream.MoveNextAsync().AsTask().WaitAsync(Patience, Token);
        var thrown = next.Should().ThrowAsync<StateUnavailableException>();
        using (var connection = await server.AcceptSocketAsync(Token))
        {
            var buffer = new byte[16 * 1024];
            for (var read = 0; read < 60_000;)
            {
                read += await connection.ReceiveAsync(buffer, SocketFlags.None, Token);
            }

            connection.Close(timeout: 0);
        }

        (await thrown).Which.MayHaveBeenApplied.Should().BeFalse();
    }

    [Fact, Trait("Promise", "W1")]
    public async Task AServerThatSaysNothing_IsAnOutage_AfterTheCallsTimeout()
    {
        await using var store = await ScriptedStore.StartAsync(connection => connection with { CallTimeout = TimeSpan.FromMilliseconds(200) });
        store.Server.On("Listen", ScriptedReply.Stall());
        await using var stream = Listen(store);

        var next = () => stream.MoveNextAsync().AsTask().WaitAsync(Patience, Token);

        await next.Should().ThrowAsync<StateUnavailableException>();
    }

    [Fact, Trait("Promise", "W1")]
    public async Task AServerThatHasSpoken_MayBeSilentForLongerThanACallMayTake()
    {
        await using var store = await ScriptedStore.StartAsync(connection => connection with { CallTimeout = TimeSpan.FromMilliseconds(200) });
        store.Server.On("Listen", ScriptedReply.Ok(Current, Consistent(1)).ThenStall());
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var stream = Listen(store, enough.Token);
        await stream.MoveNextAsync();
        enough.CancelAfter(TimeSpan.FromMilliseconds(800));

        var next = () => stream.MoveNextAsync().AsTask();

        (await next.Should().ThrowAsync<OperationCanceledException>("nothing has ended the stream but this test's own patience"))
            .Which.CancellationToken.Should().Be(enough.Token);
    }

    public static TheoryData<string> Ends => new("closed", "reset", "disconnected", "UNAVAILABLE", "INTERNAL", "UNKNOWN", "CANCELLED", "removed");

    [Theory, Trait("Promise", "W1")]
    [MemberData(nameof(Ends))]
    public async Task AStreamThatEnds_HoweverItDoes_IsAnOutage(string end)
    {
        await using var store = await ScriptedStore.StartAsync();
        var start = ScriptedReply.Ok(Change("a", 1), Current, Consistent(1));
        store.Server.On("Listen", end switch
        {
            "closed" => start,
            "reset" => start.ThenReset(),
            "disconnected" => start.ThenDisconnect(),
            "removed" => ScriptedReply.Ok(Change("a", 1), Current, Consistent(1), Removed(0)).ThenStall(),
            _ => start.ThenStatus(Enum.Parse<StatusCode>(end, ignoreCase: true)),
        });
        await using var stream = Listen(store);

        var read = async () =>
        {
            while (await stream.MoveNextAsync().AsTask().WaitAsync(Patience, Token))
            {
                // What came before the end may be told, or be lost with the stream.
            }
        };

        await read.Should().ThrowAsync<StateUnavailableException>();
    }

    [Fact, Trait("Promise", "W2")]
    public async Task Listen_GoesOnFromAPlace_ByItsToken()
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("Listen", ScriptedReply.Ok(Change("a", 1), Current, Consistent(1, "one"))
            .ThenStall());
        ListenSnapshot last;
        await using (var first = Listen(store))
        {
            await first.MoveNextAsync();
            last = first.Current;
        }

        store.Server.On("Listen", ScriptedReply.Ok(Change("b", 2), Current, Consistent(2)).ThenStall());
        await using var second = Listen(store, from: last);
        await second.MoveNextAsync().AsTask().WaitAsync(Patience, Token);

        store.Server.Calls[^1].Read(ListenRequest.Parser).AddTarget.ResumeToken.ToStringUtf8().Should().Be("one");
        second.Current.Documents.Keys.Should().BeEquivalentTo("a", "b");
        second.Current.Changes.Should().ContainSingle().Which.Name.Should().Be("b");
    }

    [Fact, Trait("Promise", "W3")]
    public async Task AServerThatFallsSilent_IsGivenUp_AfterTheListenersTimeout()
    {
        await using var store = await ScriptedStore.StartAsync(connection => connection with { ListenTimeout = TimeSpan.FromMilliseconds(200) });
        store.Server.On("Listen", ScriptedReply.Ok(Current, Consistent(1)).ThenStall());
        await using var stream = Listen(store);
        await stream.MoveNextAsync();

        var next = () => stream.MoveNextAsync().AsTask().WaitAsync(Patience, Token);

        await next.Should().ThrowAsync<StateUnavailableException>();
    }

    [Fact, Trait("Promise", "W5")]
    public async Task OutOfStep_EverythingIsListedAgainAtOnce_WithoutAPlace_AndASecondTimeNotWithoutAPause()
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On(
            "Listen",
            ScriptedReply.Ok(Change("a", 1), Change("b", 1), Current, Consistent(1, "one"), Filter(1)).ThenStall(),
            ScriptedReply.Ok(Change("b", 1), Current, Consistent(2, "two"), Filter(0)).ThenStall(),
            ScriptedReply.Ok(Filter(7)).ThenStall());
        await using var stream = Listen(store);
        await stream.MoveNextAsync();

        await stream.MoveNextAsync().AsTask().WaitAsync(Patience, Token);

        stream.Current.Changes.Should().ContainSingle().Which.Should().Match<DocumentDifference>(change => change.Name == "a" && change.After == null);
        var next = () => stream.MoveNextAsync().AsTask().WaitAsync(Patience, Token);
        await next.Should().ThrowAsync<StateUnavailableException>();
        store.Server.Calls.Select(call => call.Read(ListenRequest.Parser).AddTarget.ResumeToken).Should().HaveCount(3).And.OnlyContain(token => token.IsEmpty);
    }

    [Fact, Trait("Promise", "P11")]
    public async Task ATargetThatIsRefused_IsTheConsumersToKnow()
    {
        await RefusedAsync<MissingIndexException>(StatusCode.FailedPrecondition);
        await RefusedAsync<StatePermissionException>(StatusCode.PermissionDenied);
        await RefusedAsync<StatePermissionException>(StatusCode.Unauthenticated);
        await RefusedAsync<DatabaseNotFoundException>(StatusCode.NotFound);
        await RefusedAsync<StateUnavailableException>(StatusCode.Unavailable);
    }

    // A stream outlives the token that it was opened with; the next one has another.
    [Fact, Trait("Promise", "W1")]
    public async Task ATokenThatRunsOut_OnAStreamThatWasAccepted_IsAnOutage()
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("Listen", ScriptedReply.Ok(Current, Consistent(1), Removed((int)StatusCode.Unauthenticated)).ThenStall());
        await using var stream = Listen(store);
        await stream.MoveNextAsync();

        var next = () => stream.MoveNextAsync().AsTask().WaitAsync(Patience, Token);

        await next.Should().ThrowAsync<StateUnavailableException>();
    }

    private static async Task RefusedAsync<T>(StatusCode code)
        where T : AgentStateException
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("Listen", code is StatusCode.Unauthenticated ? ScriptedReply.Status(code) : ScriptedReply.Ok(Removed((int)code, "no")).ThenStall());
        await using var stream = Listen(store);

        var next = () => stream.MoveNextAsync().AsTask().WaitAsync(Patience, Token);

        await next.Should().ThrowAsync<T>();
    }

    private static IAsyncEnumerator<ListenSnapshot> Listen(ScriptedStore store, CancellationToken? token = null, ListenSnapshot? from = null) => store.Documents
        .ListenAsync(ListenTarget.OfQuery(store.Documents.Root.Parent, new DocumentQuery("tasks").Build()).Resuming(from), token ?? Token)
        .GetAsyncEnumerator(CancellationToken.None);
}
