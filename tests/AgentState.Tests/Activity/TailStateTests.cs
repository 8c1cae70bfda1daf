using CsCheck;
using Google.Cloud.Firestore.V1;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace AgentState.Tests;

/// <summary>Tests which entries and gaps a tail returns for the snapshots of a listener.</summary>
public sealed class TailStateTests
{
    [Fact, Trait("Guarantee", "L7")]
    public void See_NewAndLateEntries_ReturnsEachOnce()
    {
        var state = new TailState(buffer: 10);

        Names(Begin(state, At(1, 5))).Should().Equal("1", "5");
        Names(See(state, At(1, 3, 5, 7))).Should().Equal("3", "7");
        Names(See(state, At(1, 3, 5, 7))).Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "L7")]
    public void See_FullListenerWithKnownEntry_ReportsNoGap()
    {
        var state = new TailState(buffer: 3);
        Begin(state, At(1, 2));

        var step = state.See(At(2, 3, 4), At(3, 4));

        Names(step).Should().Equal("3", "4");
        step.Gap.Should().BeNull();
    }

    [Fact, Trait("Guarantee", "L7")]
    public void See_FullListenerWithoutKnownEntry_ReportsAGap()
    {
        var state = new TailState(buffer: 3);
        Begin(state, At(1, 2));

        var first = state.See(At(7, 8, 9), At(7, 8, 9));
        var second = state.See(At(20, 21, 22), At(20, 21, 22));

        Names(first).Should().Equal("7", "8", "9");
        first.Gap.Should().Be(new TailGap(LogPosition.From(Time(0)), Position(7), 2));
        second.Gap.Should().Be(new TailGap(Position(7), Position(20), 3));
        Names(See(state, At(5, 20, 21), At(5))).Should().BeEmpty("the entry lies within a reported gap");
    }

    [Fact, Trait("Guarantee", "L7")]
    public void NextAnchor_TooManyPastEntries_MovesForward()
    {
        var state = new TailState(buffer: 10);
        var held = At(1, 2, 3, 4, 5, 6, 7);
        Begin(state, held);

        state.NextAnchor(At(1, 2, 3), TimeSpan.FromSeconds(2), Time(100)).Should().BeNull("the buffer still has room");
        state.NextAnchor(held, TimeSpan.FromSeconds(60), Time(100)).Should().BeNull("the overlap covers all entries");
        state.NextAnchor([.. held, Entry(2_000, "future")], TimeSpan.FromSeconds(2), Time(100))
            .Should().Be(Time(5), "an entry in the future must not become the anchor");
        Names(See(state, At(5, 6, 7, 8))).Should().Equal("8");
    }

    [Fact, Trait("Guarantee", "L7")]
    public void NextAnchor_FutureEntriesAndFewPastOnes_StaysUnchanged()
    {
        var state = new TailState(buffer: 4);
        var held = At(1, 1_001, 1_002, 1_003);
        Begin(state, held);

        state.NextAnchor(held, TimeSpan.FromSeconds(2), Time(100)).Should().BeNull("the future entries would be billed again");
    }

    [Fact, Trait("Guarantee", "L7")]
    public void Widen_ListenerFullOfFutureEntries_RaisesTheLimit()
    {
        var state = new TailState(buffer: 4);

        state.Widen(At(1, 2, 3, 4), Time(100)).Should().BeFalse("no entry is in the future");
        state.Widen(At(101, 102, 103), Time(100)).Should().BeFalse("the listener has room");
        state.Widen(At(98, 99, 100, 101), Time(100)).Should().BeFalse("most entries are not in the future");
        state.Limit.Should().Be(4);

        state.Widen(At(99, 100, 101, 102), Time(100)).Should().BeTrue("half of the entries are in the future");
        state.Limit.Should().Be(8);
        state.Widen(At([.. Enumerable.Range(101, 8)]), Time(100)).Should().BeTrue();
        state.Limit.Should().Be(20);
        state.Widen(At([.. Enumerable.Range(101, 20)]), Time(100)).Should().BeTrue();
        state.Limit.Should().Be(40);
        state.Widen(At([.. Enumerable.Range(101, 40)]), Time(100)).Should().BeFalse("ten times the buffer is the most");
    }

    [Fact, Trait("Guarantee", "L7")]
    public void Unsettled_AfterAGap_RemainsUntilCountedAgain()
    {
        var state = new TailState(buffer: 3);
        Begin(state, At(1, 2));
        state.Unsettled.Should().BeNull();

        // Entries 1 and 2 were returned. A third entry was not, and is counted at once.
        var gap = See(state, At(7, 8, 9)).Gap!;
        state.Miss(gap, counted: 3).Should().Be(1);
        var unsettled = state.Unsettled!;
        unsettled.Should().Be(new TailGap(LogPosition.From(Time(0)), Position(7), 3));

        // Entry 7 now also leaves the listener, and belongs to the next gap to settle.
        See(state, At(8, 9, 10), At(10)).Gap.Should().BeNull();
        state.Settle(unsettled, counted: 5).Should().Be(2, "two more entries have appeared since the first count");
        state.Unsettled.Should().Be(new TailGap(Position(7), Position(8), 1));
        state.Settle(state.Unsettled!, counted: 1).Should().Be(0);
        state.Unsettled.Should().BeNull();
    }

    [Fact, Trait("Guarantee", "L7")]
    public void Miss_DeletedEntries_AreNotCounted()
    {
        var state = new TailState(buffer: 3);
        Begin(state, At(1, 2));

        var gap = See(state, At(7, 8, 9)).Gap!;

        state.Miss(gap, counted: 0).Should().Be(0);
        state.Settle(state.Unsettled!, counted: 1).Should().Be(0);
        Names(See(state, At(2, 8, 9), At(2))).Should().BeEmpty("the listener returns to entries that it had passed");
        Names(See(state, At(8, 9, 10), At(10))).Should().Equal("10");
    }

    // The log grows in bursts. Entries become visible up to three steps after their time, in any order.
    // The listener holds the newest entries since its anchor, and the reader skips states.
    [Fact, Trait("Guarantee", "L7")]
    public void Tail_RandomGrowth_ReturnsOrCountsEachEntryOnce() =>
        Gen.Select(Gen.Int[0, 3].Array[1, 9], Gen.Bool).List[1, 40].Sample(bursts =>
        {
            var model = new TailModel(buffer: 12, overlap: 4);
            foreach (var (lateness, isSkipped) in bursts)
            {
                model.Grow(lateness);
                if (!isSkipped)
                {
                    model.Look();
                }
            }

            model.End();
            model.Told.Should().OnlyHaveUniqueItems();
            (model.Told.Count + model.Missed).Should().Be(model.Count);
        });

    private static TailStep See(TailState state, Document[] held, Document[]? changed = null) => state.See(held, changed ?? held);

    private static IReadOnlyList<Document> Begin(TailState state, Document[] held) => state.Begin(held, Time(0));

    private static LogPosition Position(int seconds) => LogPosition.Of(Entry(seconds, $"{seconds}"));

    private static IEnumerable<string> Names(TailStep step) => Names(step.News);

    private static IEnumerable<string> Names(IEnumerable<Document> documents) => documents.Select(document => document.Name);

    private static Document[] At(params int[] seconds) => [.. seconds.Select(second => Entry(second, $"{second}"))];

    private static Timestamp Time(int seconds) => Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddSeconds(seconds));

    private static Document Entry(int seconds, string name) =>
        new() { Name = name, Fields = { ["timestamp"] = new Value { TimestampValue = Time(seconds) } } };

    /// <summary>A log, its visible entries, and a tail that follows it in steps of one second.</summary>
    private sealed class TailModel(int buffer, int overlap)
    {
        private readonly List<(Document Entry, int SeenFrom)> log = [];
        private readonly TailState state = Began(buffer);
        private Timestamp anchor = Time(0);
        private Document[] before = [];
        private (TailGap Gap, int Due)? recount;
        private int clock = 10;

        public List<string> Told { get; } = [];

        public long Missed { get; private set; }

        public int Count => log.Count;

        /// <summary>Advances one second and adds entries of that time; each becomes visible after its delay in seconds.</summary>
        public void Grow(int[] lateness)
        {
            clock++;
            foreach (var late in lateness)
            {
                log.Add((Entry(clock, $"{Count:0000}"), clock + late));
            }
        }

        public void Look()
        {
            var held = Seen().Where(entry => LogPosition.Of(entry).Time >= anchor).TakeLast(buffer).ToArray();
            var step = state.See(held, held.Except(before));
            Told.AddRange(Names(step));
            Missed += step.Gap is { } gap ? state.Miss(gap, CountIn(gap)) : 0;
            before = held;
            if (state.NextAnchor(held, TimeSpan.FromSeconds(overlap), Time(1_000_000)) is { } next)
            {
                (anchor, before) = (next, []);
            }

            if (recount is { } waiting && waiting.Due <= clock)
            {
                Missed += state.Settle(waiting.Gap, CountIn(waiting.Gap));
                recount = null;
            }

            recount ??= state.Unsettled is { } unsettled ? (unsettled, clock + overlap) : null;
        }

        /// <summary>Advances the time until all gaps are settled.</summary>
        public void End()
        {
            for (var end = clock + (3 * overlap); clock < end; clock++)
            {
                Look();
            }

            state.Unsettled.Should().BeNull();
        }

        private IEnumerable<Document> Seen() =>
            log.Where(entry => entry.SeenFrom <= clock).Select(entry => entry.Entry).OrderBy(LogPosition.Of, LogPosition.Order);

        private long CountIn(TailGap gap) =>
            Seen().Select(LogPosition.Of).Count(position => position.IsBelow(gap.Below) && !position.IsBelow(gap.Above));

        private static TailState Began(int buffer)
        {
            var begun = new TailState(buffer);
            begun.Begin([], Time(0));
            return begun;
        }
    }
}
