using System.Net;
using System.Net.Sockets;
using Grpc.Core;

namespace AgentState.Firestore.Tests.Engine;

/// <summary>Tests a peer that accepts the connection and never answers.</summary>
public sealed class KeepAliveTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "P9")]
    public async Task Commit_PeerNeverAnswers_FailsByPingsLongBeforeTheDeadline()
    {
        using var hole = new TcpListener(IPAddress.Loopback, 0);
        hole.Start();
        var connection = FirestoreConnection.ToEmulator($"{hole.LocalEndpoint}", new DatabaseRoot("hole")) with
        {
            CallTimeout = TimeSpan.FromMinutes(2),
            KeepAliveDelay = TimeSpan.FromSeconds(1),
            KeepAliveTimeout = TimeSpan.FromSeconds(1),
        };
        await using var store = new FirestoreDocumentStore(connection);

        var commit = () => store.CommitAsync([SeamVerb.Patch(store, "a")], Token);

        var error = (await commit.Should().ThrowAsync<StateUnavailableException>()).Which;
        error.MayHaveBeenApplied.Should().BeTrue();
        error.InnerException.Should().BeOfType<RpcException>().Which.StatusCode.Should().NotBe(StatusCode.DeadlineExceeded);
    }
}
