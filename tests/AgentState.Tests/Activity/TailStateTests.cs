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

        Names(state.Begin(At(1, 5))).Should().Equal("1", "5");
        Names(See(state, At(1, 3, 5, 7))).Should().Equal("3", "7");
        Names(See(state, At(1, 3, 5, 7))).Should().BeEmpty();
    }

    [Fact, Trait("Promise", "L7")]
    public void AFullListener_ThatHoldsSomethingKnown_HasMissedNothing()
    {
        var state = new TailState(buffer: 3);
        state.Begin(At(1, 2));

        var step = state.See(At(2, 3, 4), At(3, 4));

        Names(step).Should().Equal("3", "4");
        step.Gap.Should().BeNull();
    }

    [Fact, Trait("Promise", "L7")]
    public void AFullListener_ThatHoldsNothingKnown_MayHaveMissedSome()
    {
        var state = new TailState(buffer: 3);
        state.Begin(At(1, 2));

        var first = state.See(At(7, 8, 9), At(7, 8, 9));
        var second = state.See(At(20, 21, 22), At(20, 21, 22));

        Names(first).Should().Equal("7", "8", "9");
        (first.Gap!.Above, first.Gap.Below.Name, first.Gap.Known).Should().Be((null, "7", 2));
        (second.Gap!.Above?.Name, second.Gap.Below.Name, second.Gap.Known).Should().Be(("7", "20", 2));
        Names(See(state, At(5, 20, 21), At(5))).Should().BeEmpty("it stands below what was told as missing");
    }

    [Fact, Trait("Promise", "L7")]
    public void TooMuchOfThePast_IsLeftBehind()
    {
        var state = new TailState(buffer: 10);
        var held = At(1, 2, 3, 4, 5, 6, 7);
        state.Begin(held);

        state.NextAnchor(At(1, 2, 3), TimeSpan.FromSeconds(2)).Should().BeNull("there is room yet");
        state.NextAnchor(held, TimeSpan.FromSeconds(60)).Should().BeNull("all of it is wanted");
        state.NextAnchor(held, TimeSpan.FromSeconds(2)).Should().Be(Time(5));
        Names(See(state, At(5, 6, 7, 8))).Should().Equal("8");
    }

    // A log that grows by bursts, out of order within the overlap; a listener that holds the newest ones since its anchor; a reader that skips states.
    [Fact, Trait("Promise", "L7")]
    public void RandomGrowth_IsToldOnce_OrCountedAsMissing() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[0, 2]).List[1, 40].Sample(bursts =>
        {
            const int Buffer = 12;
            var state = new TailState(Buffer);
            var (log, told, missed, clock, number) = (new List<Document>(), new List<string>(), 0L, 10, 0);
            var anchor = Time(0);
            Document[] before = [];
            state.Begin([]);
            foreach (var (size, skip) in bursts)
            {
                clock++;
                log.AddRange(Enumerable.Range(0, size).Select(_ => Entry(clock - (number % 2), $"{++number:0000}")));
                if (skip == 2)
                {
                    continue;
                }

                var all = log.Where(entry => LogPosition.Of(entry).Time >= anchor).OrderBy(LogPosition.Of, LogPosition.Order).ToList();
                var held = all.TakeLast(Buffer).ToArray();
                var step = state.See(held, held.Except(before));
                told.AddRange(Names(step));
                if (step.Gap is { } gap)
                {
                    missed += all.Count(entry => LogPosition.Of(entry).IsBelow(gap.Below) &&
                        !(gap.Above is { } above && (LogPosition.Of(entry).IsBelow(above) || LogPosition.Of(entry) == above))) - gap.Known;
                }

                before = held;
                if (state.NextAnchor(held, TimeSpan.FromSeconds(2)) is { } next)
                {
                    (anchor, before) = (next, []);
                }

                told.Should().OnlyHaveUniqueItems();
                (told.Count + missed).Should().Be(log.Count);
            }
        });

    private static TailStep See(TailState state, Document[] held, Document[]? changed = null) => state.See(held, changed ?? held);

    private static IEnumerable<string> Names(TailStep step) => Names(step.News);

    private static IEnumerable<string> Names(IEnumerable<Document> documents) => documents.Select(document => document.Name);

    private static Document[] At(params int[] seconds) => [.. seconds.Select(second => Entry(second, $"{second}"))];

    private static Timestamp Time(int seconds) => Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddSeconds(seconds));

    private static Document Entry(int seconds, string name) => new() { Name = name, Fields = { ["timestamp"] = new Value { TimestampValue = Time(seconds) } } };
}
