using System.Net;
using System.Net.Sockets;
using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Grpc.Core;
using static AgentState.TestKit.WatchMessages;

namespace AgentState.Firestore.Tests.Engine;

/// <summary>Tests a listener against a server that answers in ways that the emulator does not.</summary>
public sealed class ListenStreamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "W1")]
    public async Task Listen_Request_HasTargetAndRoutingHeadersButNoDeadline()
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

    [Fact, Trait("Guarantee", "W1")]
    public async Task Listen_WithOtherCalls_UsesItsOwnConnection()
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("Listen", ScriptedReply.Ok(Current, Consistent(1)).ThenStall());
        store.Server.On("Commit", ScriptedReply.Ok(new CommitResponse { CommitTime = Time(1) }));
        await using var stream = Listen(store);
        await stream.MoveNextAsync();

        await store.Documents.CommitAsync([], Token);

        store.Server.Calls.Select(call => call.Connection).Should().OnlyHaveUniqueItems();
    }

    [Fact, Trait("Guarantee", "W2"), Trait("Guarantee", "P9")]
    public async Task Listen_ConnectionBreaksDuringTheRequest_ThrowsUnavailable()
    {
        // The request exceeds the initial flow-control window, so it is still being sent when the connection breaks.
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

    [Fact, Trait("Guarantee", "W1")]
    public async Task Listen_NoFirstAnswer_ThrowsUnavailableAfterTheCallTimeout()
    {
        await using var store = await ScriptedStore.StartAsync(
            connection => connection with { CallTimeout = TimeSpan.FromMilliseconds(200) });
        store.Server.On("Listen", ScriptedReply.Stall());
        await using var stream = Listen(store);

        var next = () => stream.MoveNextAsync().AsTask().WaitAsync(Patience, Token);

        await next.Should().ThrowAsync<StateUnavailableException>();
    }

    [Fact, Trait("Guarantee", "W1")]
    public async Task Listen_SilenceAfterTheFirstAnswer_MayExceedTheCallTimeout()
    {
        await using var store = await ScriptedStore.StartAsync(
            connection => connection with { CallTimeout = TimeSpan.FromMilliseconds(200) });
        store.Server.On("Listen", ScriptedReply.Ok(Current, Consistent(1)).ThenStall());
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var stream = Listen(store, enough.Token);
        await stream.MoveNextAsync();
        enough.CancelAfter(TimeSpan.FromMilliseconds(800));

        var next = () => stream.MoveNextAsync().AsTask();

        (await next.Should().ThrowAsync<OperationCanceledException>("only the token of this test has ended the stream"))
            .Which.CancellationToken.Should().Be(enough.Token);
    }

    public static TheoryData<string> Ends =>
        new("closed", "reset", "disconnected", "UNAVAILABLE", "INTERNAL", "UNKNOWN", "CANCELLED", "removed");

    [Theory, Trait("Guarantee", "W1")]
    [MemberData(nameof(Ends))]
    public async Task Listen_StreamEndsInAnyWay_ThrowsUnavailable(string end)
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
                // The snapshot before the end may arrive, or be lost with the stream.
            }
        };

        await read.Should().ThrowAsync<StateUnavailableException>();
    }

    [Fact, Trait("Guarantee", "W2")]
    public async Task Listen_FromASnapshot_ResumesByItsToken()
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

    [Fact, Trait("Guarantee", "W3")]
    public async Task Listen_Silence_ThrowsUnavailableAfterTheListenTimeout()
    {
        await using var store = await ScriptedStore.StartAsync(
            connection => connection with { ListenTimeout = TimeSpan.FromMilliseconds(200) });
        store.Server.On("Listen", ScriptedReply.Ok(Current, Consistent(1)).ThenStall());
        await using var stream = Listen(store);
        await stream.MoveNextAsync();

        var next = () => stream.MoveNextAsync().AsTask().WaitAsync(Patience, Token);

        await next.Should().ThrowAsync<StateUnavailableException>();
    }

    [Fact, Trait("Guarantee", "W5")]
    public async Task Listen_RepeatedFilterMismatch_ListsAgainOnceThenThrows()
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

        stream.Current.Changes.Should().ContainSingle()
            .Which.Should().Match<DocumentDifference>(change => change.Name == "a" && change.After == null);
        var next = () => stream.MoveNextAsync().AsTask().WaitAsync(Patience, Token);
        await next.Should().ThrowAsync<StateUnavailableException>();
        store.Server.Calls.Select(call => call.Read(ListenRequest.Parser).AddTarget.ResumeToken)
            .Should().HaveCount(3).And.OnlyContain(token => token.IsEmpty);
    }

    [Fact, Trait("Guarantee", "P11")]
    public async Task Listen_RefusedTarget_ThrowsItsError()
    {
        await RefusedAsync<MissingIndexException>(StatusCode.FailedPrecondition);
        await RefusedAsync<StatePermissionException>(StatusCode.PermissionDenied);
        await RefusedAsync<StatePermissionException>(StatusCode.Unauthenticated);
        await RefusedAsync<DatabaseNotFoundException>(StatusCode.NotFound);
        await RefusedAsync<StateUnavailableException>(StatusCode.Unavailable);
    }

    // A stream may outlive the token with which it was opened; the next stream gets a new token.
    [Fact, Trait("Guarantee", "W1")]
    public async Task Listen_TokenExpiresOnAnOpenStream_ThrowsUnavailable()
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
        store.Server.On("Listen", code is StatusCode.Unauthenticated
            ? ScriptedReply.Status(code)
            : ScriptedReply.Ok(Removed((int)code, "no")).ThenStall());
        await using var stream = Listen(store);

        var next = () => stream.MoveNextAsync().AsTask().WaitAsync(Patience, Token);

        await next.Should().ThrowAsync<T>();
    }

    private static IAsyncEnumerator<ListenSnapshot> Listen(
        ScriptedStore store, CancellationToken? token = null, ListenSnapshot? from = null) =>
        store.Documents
            .ListenAsync(
                ListenTarget.OfQuery(store.Documents.Root.Parent, new DocumentQuery("tasks").Build()).Resuming(from), token ?? Token)
            .GetAsyncEnumerator(CancellationToken.None);
}
