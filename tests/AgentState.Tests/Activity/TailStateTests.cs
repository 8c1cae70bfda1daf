using CsCheck;
using Google.Cloud.Firestore.V1;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace AgentState.Tests;

/// <summary>What a tail tells of what a listener tells it.</summary>
public sealed class TailStateTests
{
    [Fact, Trait("Promise", "L7")]
    public void WhatIsThere_IsKnown_AndOnlyWhatComesIsTold_LateOnesToo()
    {
        var state = new TailState(buffer: 10);

        Names(Begin(state, At(1, 5))).Should().Equal("1", "5");
        Names(See(state, At(1, 3, 5, 7))).Should().Equal("3", "7");
        Names(See(state, At(1, 3, 5, 7))).Should().BeEmpty();
    }

    [Fact, Trait("Promise", "L7")]
    public void AFullListener_ThatHoldsSomethingKnown_HasMissedNothing()
    {
        var state = new TailState(buffer: 3);
        Begin(state, At(1, 2));

        var step = state.See(At(2, 3, 4), At(3, 4));

        Names(step).Should().Equal("3", "4");
        step.Gap.Should().BeNull();
    }

    [Fact, Trait("Promise", "L7")]
    public void AFullListener_ThatHoldsNothingKnown_MayHaveMissedSome()
    {
        var state = new TailState(buffer: 3);
        Begin(state, At(1, 2));

        var first = state.See(At(7, 8, 9), At(7, 8, 9));
        var second = state.See(At(20, 21, 22), At(20, 21, 22));

        Names(first).Should().Equal("7", "8", "9");
        first.Gap.Should().Be(new TailGap(LogPosition.From(Time(0)), Position(7), 2));
        second.Gap.Should().Be(new TailGap(Position(7), Position(20), 3));
        Names(See(state, At(5, 20, 21), At(5))).Should().BeEmpty("it stands below what was told as missing");
    }

    [Fact, Trait("Promise", "L7")]
    public void TooMuchOfThePast_IsLeftBehind()
    {
        var state = new TailState(buffer: 10);
        var held = At(1, 2, 3, 4, 5, 6, 7);
        Begin(state, held);

        state.NextAnchor(At(1, 2, 3), TimeSpan.FromSeconds(2), Time(100)).Should().BeNull("there is room yet");
        state.NextAnchor(held, TimeSpan.FromSeconds(60), Time(100)).Should().BeNull("all of it is wanted");
        state.NextAnchor([.. held, Entry(2_000, "future")], TimeSpan.FromSeconds(2), Time(100)).Should().Be(Time(5), "nobody goes on from the future");
        Names(See(state, At(5, 6, 7, 8))).Should().Equal("8");
    }

    [Fact, Trait("Promise", "L7")]
    public void WhatAListenerHasPassed_IsUnsettled_UntilItWasCountedOnceMore()
    {
        var state = new TailState(buffer: 3);
        Begin(state, At(1, 2));
        state.Unsettled.Should().BeNull();

        // 1 and 2 were told; 3 was not, and is counted at once.
        var gap = See(state, At(7, 8, 9)).Gap!;
        state.Miss(gap, counted: 3).Should().Be(1);
        var unsettled = state.Unsettled!;
        unsettled.Should().Be(new TailGap(LogPosition.From(Time(0)), Position(7), 3));

        // 7 goes the same way meanwhile, and stands in what is to be settled next.
        See(state, At(8, 9, 10), At(10)).Gap.Should().BeNull();
        state.Settle(unsettled, counted: 5).Should().Be(2, "two more have been seen since");
        state.Unsettled.Should().Be(new TailGap(Position(7), Position(8), 1));
        state.Settle(state.Unsettled!, counted: 1).Should().Be(0);
        state.Unsettled.Should().BeNull();
    }

    [Fact, Trait("Promise", "L7")]
    public void WhatIsDeletedMeanwhile_IsNotMissing()
    {
        var state = new TailState(buffer: 3);
        Begin(state, At(1, 2));

        var gap = See(state, At(7, 8, 9)).Gap!;

        state.Miss(gap, counted: 0).Should().Be(0);
        state.Settle(state.Unsettled!, counted: 1).Should().Be(0);
        Names(See(state, At(2, 8, 9), At(2))).Should().BeEmpty("the listener falls back to what it had passed");
        Names(See(state, At(8, 9, 10), At(10))).Should().Equal("10");
    }

    // A log that grows by bursts; entries are seen up to three steps later than their time says, in any order. A listener that holds the newest ones since its anchor; a reader that skips states.
    [Fact, Trait("Promise", "L7")]
    public void RandomGrowth_IsToldOnce_OrCountedAsMissing() =>
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

    private static Document Entry(int seconds, string name) => new() { Name = name, Fields = { ["timestamp"] = new Value { TimestampValue = Time(seconds) } } };

    /// <summary>A log, what of it can be seen, and a tail that follows it by steps of a second.</summary>
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

        /// <summary>A second goes by, and entries get its time, each seen so many seconds later.</summary>
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

        /// <summary>Time goes by until there is nothing left to wait for.</summary>
        public void End()
        {
            for (var end = clock + (3 * overlap); clock < end; clock++)
            {
                Look();
            }

            state.Unsettled.Should().BeNull();
        }

        private IEnumerable<Document> Seen() => log.Where(entry => entry.SeenFrom <= clock).Select(entry => entry.Entry).OrderBy(LogPosition.Of, LogPosition.Order);

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
