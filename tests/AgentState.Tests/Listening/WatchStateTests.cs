using CsCheck;
using Google.Cloud.Firestore.V1;
using static AgentState.TestKit.WatchMessages;
using ChangeType = Google.Cloud.Firestore.V1.TargetChange.Types.TargetChangeType;

namespace AgentState.Tests;

/// <summary>The meaning of each message of a stream, including messages that only production sends.</summary>
public sealed class WatchStateTests
{
    [Fact, Trait("Guarantee", "W1")]
    public void Take_BeforeTheFirstConsistentPoint_ReportsNothing() =>
        Told(Add, Change("a", 1), NoChangeOfTarget(1), Consistent(1)).Should().BeEmpty("the target is not current yet");

    [Fact, Trait("Guarantee", "W1")]
    public void Take_FirstConsistentPoint_IsReportedEvenIfEmpty()
    {
        Told(Add, Current, Consistent(5)).Should().Equal(" | @5");
        Told(Add, Change("a", 1), Change("b", 2), Current, Consistent(5)).Should().Equal("+a1 +b2 | a1 b2 @5");
        Told(Add, Change("a", 1), CurrentOfAll, Consistent(5)).Should().Equal("+a1 | a1 @5");
    }

    [Fact, Trait("Guarantee", "W1")]
    public void Take_Changes_AreReportedAtTheirConsistentPoints() =>
        Told(
            Change("a", 1), Change("b", 1), Current, Consistent(2),
            Change("a", 3), Change("c", 3), NoChangeOfTarget(3), Consistent(3),
            Delete("a"), ChangeOut("b", 4), Consistent(4),
            Remove("c"), Consistent(5))
        .Should().Equal("+a1 +b1 | a1 b1 @2", "a1>3 +c3 | a3 b1 c3 @3", "-a -b | c3 @4", "-c |  @5");

    [Fact, Trait("Guarantee", "W1")]
    public void Take_ConsistentPointsWithoutChanges_AreNotReported() =>
        Told(Change("a", 1), Current, Consistent(2), Consistent(3), NoChangeOfTarget(4), Consistent(5)).Should().ContainSingle();

    [Fact, Trait("Guarantee", "W1")]
    public void Take_ResetAndFullListing_ReportsOnlyTheDifference() =>
        Told(
            Change("a", 1), Change("b", 1), Current, Consistent(2),
            Reset, Change("a", 1), Change("b", 1), Current, Consistent(3),
            Reset, Change("a", 1), Consistent(4), Change("c", 5), Current, Consistent(5))
        .Should().Equal("+a1 +b1 | a1 b1 @2", "-b +c5 | a1 c5 @5");

    [Fact, Trait("Guarantee", "W1")]
    public void Take_AddedAndDeletedBetweenTwoPoints_IsNotReported() =>
        Told(Current, Consistent(1), Change("a", 2), Delete("a"), Consistent(2)).Should().Equal(" | @1");

    [Fact, Trait("Guarantee", "W1")]
    public void Take_DocumentsOfOtherTargets_AreIgnored() =>
        Told(
            Change("a", 1), Current, Consistent(1),
            Change("b", 2, OtherTarget), Change("a", 2, NoTarget), Delete("a", OtherTarget), Remove("a", OtherTarget), Consistent(2))
        .Should().Equal("+a1 | a1 @1");

    public static TheoryData<string> TargetChanges => [.. Enum.GetNames<ChangeType>()];

    // A stream has one target, so messages about another target do not belong to it.
    [Theory, Trait("Guarantee", "W5")]
    [MemberData(nameof(TargetChanges))]
    public void Take_ChangeOfAnotherTarget_SetsIsOfAnotherTarget(string name)
    {
        var type = Enum.Parse<ChangeType>(name);

        new WatchState(TargetId).Take(TargetTold(type, OtherTarget)).Should().Be(new WatchStep { IsOfAnotherTarget = true });
        new WatchState(TargetId).Take(TargetTold(type, OtherTarget, TargetId)).IsOfAnotherTarget.Should().BeFalse();
        new WatchState(TargetId).Take(TargetTold(type)).IsOfAnotherTarget.Should().BeFalse();
    }

    [Fact, Trait("Guarantee", "W5")]
    public void Take_FilterOfAnotherTarget_SetsIsOfAnotherTarget() =>
        new WatchState(TargetId).Take(Filter(0, OtherTarget)).Should().Be(new WatchStep { IsOfAnotherTarget = true });

    [Fact, Trait("Guarantee", "W5")]
    public void Take_DeletesAndRemovesWithoutTargets_ApplyToOurTarget() =>
        Told(
            Change("a", 1), Change("b", 1), Change("c", 1), Current, Consistent(2),
            Delete("a", NoTarget), Consistent(3),
            Remove("b", NoTarget), Delete("never there", NoTarget), Consistent(4),
            Change("a", 5), Delete("c", NoTarget), Delete("a", NoTarget), Change("a", 6), Consistent(6))
        .Should().Equal("+a1 +b1 +c1 | a1 b1 c1 @2", "-a | b1 c1 @3", "-b | c1 @4", "+a6 -c | a6 @6");

    [Fact, Trait("Guarantee", "W5")]
    public void Take_ResetWithoutTargets_DiscardsUnreportedChanges() =>
        Told(
            Change("a", 1), Change("b", 2), Current, Consistent(2),
            Change("c", 3), Delete("a", NoTarget), TargetTold(ChangeType.Reset), Consistent(3),
            Change("b", 2), Change("a", 1), Current, Consistent(4), Change("b", 5), Consistent(5))
        .Should().Equal("+a1 +b2 | a1 b2 @2", "b2>5 | a1 b5 @5");

    [Theory, Trait("Guarantee", "W1")]
    [InlineData(1, TargetId, false)]
    [InlineData(0, TargetId, true)]
    [InlineData(2, TargetId, true)]
    [InlineData(1, NoTarget, false)]
    [InlineData(2, NoTarget, true)]
    public void Take_ExistenceFilterWithAnotherCount_SetsIsOutOfStep(int count, int target, bool isOutOfStep)
    {
        var state = new WatchState(TargetId);
        state.Take(Change("a", 1));

        state.Take(Filter(count, target)).IsOutOfStep.Should().Be(isOutOfStep);
    }

    [Fact, Trait("Guarantee", "W1")]
    public void Take_TargetRemoved_ReturnsTheReason()
    {
        new WatchState(TargetId).Take(Removed(7, "denied")).Removed!.Code.Should().Be(7);
        new WatchState(TargetId).Take(Removed(0)).Removed!.Code.Should().Be(0);
    }

    [Fact, Trait("Guarantee", "W2")]
    public void Take_ResumedStream_ReportsOnlyWhatChanged()
    {
        var before = new WatchState(TargetId);
        var last = Snapshots(before, Change("a", 1), Change("b", 1), Current, Consistent(2, "two"))[^1];

        var resumed = new WatchState(TargetId, last);

        resumed.Place?.ToStringUtf8().Should().Be("two");
        Snapshots(resumed, Add, Change("a", 3), Delete("b"), Current, Consistent(4, "four")).Select(SnapshotText.Of)
            .Should().Equal("a1>3 -b | a3 @4");
        Snapshots(new WatchState(TargetId, last), Add, Current, Consistent(4)).Select(SnapshotText.Of).Should().Equal(" | a1 b1 @4");
    }

    // The emulator does this, and so does a service that no longer accepts the resume token.
    [Fact, Trait("Guarantee", "W5")]
    public void Take_ResumedStreamThatResets_ReportsOnlyTheDifference()
    {
        var last = Snapshots(new WatchState(TargetId), Change("a", 1), Change("b", 1), Current, Consistent(2, "two"))[^1];
        var resumed = new WatchState(TargetId, last);

        Snapshots(resumed, Add, Reset, Change("b", 1), Consistent(3), Change("c", 4), Current, Consistent(4, "four"))
            .Select(SnapshotText.Of)
            .Should().Equal("-a +c4 | b1 c4 @4");
        resumed.Place?.ToStringUtf8().Should().Be("four");
    }

    [Fact, Trait("Guarantee", "W2")]
    public void ResumeToken_AtConsistentPoints_IsKept()
    {
        var state = new WatchState(TargetId);

        state.Take(Consistent(1, "too early"));
        state.Place.Should().BeNullOrEmpty("the target was not current yet");
        Snapshots(state, Change("a", 1), CurrentAt("current"), NoChangeOfTarget(2, "of one target"));
        state.Place.Should().BeNullOrEmpty("a listener resumes only from a consistent state of all targets");
        Snapshots(state, Consistent(2, "two"), Consistent(3), Change("a", 4))[^1].ResumeToken?.ToStringUtf8().Should().Be("two");
        state.Take(Reset);
        state.Place.Should().BeNullOrEmpty("the messages after a reset do not continue from the old token");
    }

    [Fact, Trait("Guarantee", "W5")]
    public void Reset_WhenOutOfStep_ListsAgainAndReportsTheDifference()
    {
        var state = new WatchState(TargetId);
        Snapshots(state, Change("a", 1), Change("b", 1), Current, Consistent(2, "two"));
        state.Take(Filter(1)).IsOutOfStep.Should().BeTrue();

        state.Reset();

        state.Place.Should().BeNullOrEmpty();
        Snapshots(state, Add, Change("b", 1), Current, Consistent(3)).Select(SnapshotText.Of).Should().Equal("-a | b1 @3");
    }

    [Fact, Trait("Guarantee", "W5")]
    public void Take_RandomMessages_ReportsTheServerStateAtEachPoint()
    {
        // The test keeps the documents of the service next to random messages: each snapshot must equal them at its consistent point.
        Gen.Int.Sample(seed =>
        {
            var random = new Random(seed);
            var (state, held, history) =
                (new WatchState(TargetId), new SortedDictionary<string, long>(StringComparer.Ordinal), new ListenHistory());
            ListenSnapshot? last = null;
            for (var at = 1; at <= 60; at++)
            {
                var name = ((char)('a' + random.Next(4))).ToString();
                foreach (var message in Step(random, name, at, held))
                {
                    if (state.Take(message).Snapshot is { } snapshot)
                    {
                        history.Take(snapshot);
                        last = snapshot;
                        SnapshotText.Of(snapshot with { Changes = [] }).Should().Be(SnapshotText.Of(Held(held, at)));
                    }
                }

                if (last is not null && random.Next(10) == 0)
                {
                    // The stream breaks. The next stream sends the changes since the resume token.
                    state = new WatchState(TargetId, last);
                    foreach (var message in Since(last, held))
                    {
                        state.Take(message);
                    }
                }
            }
        });
    }

    [Fact]
    public void Take_UnknownMessage_IsIgnored() =>
        new WatchState(TargetId).Take(new ListenResponse()).Should().Be(default(WatchStep));

    // As in a listener, a snapshot without a difference is not reported.
    private static List<string> Told(WatchState state, params ListenResponse[] messages)
    {
        var history = new ListenHistory();
        return
        [
            .. messages.Select(state.Take).Select(step => step.Snapshot).OfType<ListenSnapshot>()
                .Select(history.Take).OfType<ListenSnapshot>().Select(SnapshotText.Of),
        ];
    }

    private static List<string> Told(params ListenResponse[] messages)
    {
        var state = new WatchState(TargetId);
        return Told(state, messages);
    }

    private static List<ListenSnapshot> Snapshots(WatchState state, params ListenResponse[] messages) =>
        [.. messages.Select(state.Take).Select(step => step.Snapshot).OfType<ListenSnapshot>()];

    private static ListenResponse[] Step(Random random, string name, long at, SortedDictionary<string, long> held)
    {
        switch (random.Next(8))
        {
            case 0 or 1 or 2:
                held[name] = at;
                return [Change(name, at)];
            case 3:
                return held.Remove(name) ? [Removal(random, name, at)] : [];
            case 4:
                var listing = held.Select(document => Change(document.Key, document.Value)).OrderBy(_ => random.Next());
                return [Reset, .. listing, Current, Consistent(at)];
            case 5:
                return [Current, Consistent(at)];
            case 6:
                return [NoChangeOfTarget(at), Change("z", at, OtherTarget), Delete(name, OtherTarget)];
            default:
                return [Filter(held.Count, random.Next(2) == 0 ? TargetId : NoTarget)];
        }
    }

    private static ListenResponse Removal(Random random, string name, long at) => random.Next(5) switch
    {
        0 => Delete(name),
        1 => Remove(name),
        2 => Delete(name, NoTarget),
        3 => Remove(name, NoTarget),
        _ => ChangeOut(name, at),
    };

    private static IEnumerable<ListenResponse> Since(ListenSnapshot last, SortedDictionary<string, long> held) =>
    [
        .. held.Where(document => last.Documents.GetValueOrDefault(document.Key)?.UpdateTime.Seconds != document.Value)
            .Select(document => Change(document.Key, document.Value)),
        .. last.Documents.Keys.Where(name => !held.ContainsKey(name)).Select(name => Delete(name)),
    ];

    private static ListenSnapshot Held(SortedDictionary<string, long> held, long at) => new(
        ListenSnapshot.Nothing.AddRange(
            held.Select(document => KeyValuePair.Create(document.Key, Document(document.Key, document.Value)))),
        [],
        Time(at));
}
