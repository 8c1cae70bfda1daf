using Google.Cloud.Firestore.V1;
using Grpc.Core;
using ChangeType = Google.Cloud.Firestore.V1.TargetChange.Types.TargetChangeType;

namespace AgentState.Firestore.Tests.Behaviour;

/// <summary>Tests how a listener starts, and how the service finds the database of a call.</summary>
public sealed class ListenTests(EmulatorFixture fixture) : FirestoreBehaviour(fixture)
{
    private const int TargetId = 1;

    [Fact]
    public async Task Listen_Start_SendsAddThenCurrentThenAConsistentPoint()
    {
        await Database.SetAsync("a", ("n", Values.Of(1)));
        using var call = Database.Client.Listen(Database.Owner);
        await call.RequestStream.WriteAsync(AddTarget(), TestContext.Current.CancellationToken);

        var seen = new List<ListenResponse>();
        do
        {
            (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)).Should().BeTrue("the stream stays open");
            seen.Add(call.ResponseStream.Current);
        }
        while (!IsConsistentPoint(seen[^1]));

        seen[0].TargetChange.TargetChangeType.Should().Be(ChangeType.Add);
        seen.Should().ContainSingle(response => response.DocumentChange != null);
        var current = seen.Single(response => response.TargetChange?.TargetChangeType == ChangeType.Current);
        current.TargetChange.ResumeToken.IsEmpty.Should().BeFalse();
        seen[^1].TargetChange.ResumeToken.IsEmpty.Should().BeFalse();
    }

    [Fact]
    public async Task Listen_WithoutTheRoutingHeader_Fails()
    {
        var unrouted = new CallOptions(
            [new Metadata.Entry("authorization", "Bearer owner")], cancellationToken: TestContext.Current.CancellationToken);

        var status = await RawDatabase.StatusOfAsync(async () =>
        {
            using var call = Database.Client.Listen(unrouted);
            await call.RequestStream.WriteAsync(AddTarget(), TestContext.Current.CancellationToken);
            await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
        });

        status.Should().Be(StatusCode.Unknown);
    }

    private static bool IsConsistentPoint(ListenResponse response) =>
        response.TargetChange is { TargetChangeType: ChangeType.NoChange, TargetIds.Count: 0, ReadTime: not null };

    private ListenRequest AddTarget() => new()
    {
        Database = Database.Root.Database,
        AddTarget = new Target
        {
            TargetId = TargetId,
            Query = new Target.Types.QueryTarget { Parent = Database.Root.Parent, StructuredQuery = Query() },
        },
    };
}
