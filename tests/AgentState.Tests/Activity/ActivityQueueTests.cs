using CsCheck;
using Google.Cloud.Firestore.V1;

namespace AgentState.Tests;

/// <summary>Tests the limits of the queue, and which entries an error displaces.</summary>
public sealed class ActivityQueueTests
{
    private enum Kind
    {
        Info,
        Warn,
        Error,
        Take,
        Settle,
    }

    [Fact, Trait("Guarantee", "L2")]
    public void AddInPlaceOfOthers_FullQueue_DisplacesTheNewestNonError()
    {
        var queue = new ActivityQueue(capacity: 3, maxBytes: 1_000);
        queue.TryAdd(Entry(1, ActivityLevel.Info)).Should().BeTrue();
        queue.TryAdd(Entry(2, ActivityLevel.Warn)).Should().BeTrue();
        queue.TryAdd(Entry(3, ActivityLevel.Error)).Should().BeTrue();
        queue.TryAdd(Entry(4, ActivityLevel.Info)).Should().BeFalse("the queue is full");

        queue.AddInPlaceOfOthers(Entry(5, ActivityLevel.Error))!.Select(entry => entry.Number).Should().Equal(2);
        queue.AddInPlaceOfOthers(Entry(6, ActivityLevel.Error))!.Select(entry => entry.Number).Should().Equal(1);
        queue.AddInPlaceOfOthers(Entry(7, ActivityLevel.Error)).Should().BeNull("all queued entries are errors");

        queue.Take(10, 1_000).Select(entry => entry.Number).Should().Equal(3, 5, 6);
    }

    [Fact, Trait("Guarantee", "L2")]
    public void AddInPlaceOfOthers_ByteLimit_DisplacesOnlyIfTheErrorFits()
    {
        var queue = new ActivityQueue(capacity: 100, maxBytes: 10);
        queue.TryAdd(Entry(1, ActivityLevel.Error, size: 4)).Should().BeTrue();
        queue.TryAdd(Entry(2, ActivityLevel.Info, size: 3)).Should().BeTrue();
        queue.TryAdd(Entry(3, ActivityLevel.Info, size: 3)).Should().BeTrue();
        queue.TryAdd(Entry(4, ActivityLevel.Info, size: 1)).Should().BeFalse();

        queue.AddInPlaceOfOthers(Entry(5, ActivityLevel.Error, size: 7)).Should().BeNull("the queued error leaves too little room");
        queue.Count.Should().Be(3);
        queue.AddInPlaceOfOthers(Entry(6, ActivityLevel.Error, size: 6))!.Select(entry => entry.Number).Should().Equal(3, 2);
    }

    [Fact, Trait("Guarantee", "L2")]
    public void Take_ByCountAndBytes_TakesALargeEntryAlone()
    {
        var queue = new ActivityQueue(capacity: 100, maxBytes: 1_000);
        foreach (var (number, size) in new[] { (1, 2), (2, 2), (3, 50), (4, 2) })
        {
            queue.TryAdd(Entry(number, ActivityLevel.Info, size)).Should().BeTrue();
        }

        queue.Take(3, 10).Select(entry => entry.Number).Should().Equal(1, 2);
        queue.Take(3, 10).Select(entry => entry.Number).Should().Equal(3);
        queue.Oldest!.Number.Should().Be(1, "the entry is not settled yet");
        queue.Settle(2);
        queue.Oldest!.Number.Should().Be(3);
        queue.Count.Should().Be(2);
    }

    // The queue stays within its limits and in order. Each entry is either taken once or reported as dropped.
    [Fact, Trait("Guarantee", "L2")]
    public void Queue_RandomUse_KeepsLimitsAndOrderAndReportsDrops() =>
        Gen.Select(Gen.Enum<Kind>(), Gen.Int[1, 6]).List[1, 60].Sample(steps =>
        {
            var queue = new ActivityQueue(capacity: 6, maxBytes: 20);
            var (number, unsettled) = (0, 0);
            var (accepted, dropped, outgoing) = (new List<long>(), new List<long>(), new List<long>());
            var bytes = new Dictionary<long, int>();
            foreach (var (kind, size) in steps)
            {
                switch (kind)
                {
                    case Kind.Take:
                        var batch = queue.Take(size, 8);
                        outgoing.AddRange(batch.Select(entry => entry.Number));
                        unsettled += batch.Count;
                        break;
                    case Kind.Settle:
                        queue.Settle(Math.Min(size, unsettled));
                        unsettled -= Math.Min(size, unsettled);
                        break;
                    default:
                        var entry = Entry(
                            ++number,
                            kind switch { Kind.Error => ActivityLevel.Error, Kind.Warn => ActivityLevel.Warn, _ => ActivityLevel.Info },
                            size);
                        bytes[number] = size;
                        var displaced = queue.TryAdd(entry) ? [] : kind is Kind.Error ? queue.AddInPlaceOfOthers(entry) : null;
                        dropped.AddRange(displaced?.Select(other => other.Number) ?? []);
                        if (displaced is not null)
                        {
                            accepted.Add(number);
                        }

                        break;
                }

                var held = accepted.Except(dropped).Except(outgoing.Take(outgoing.Count - unsettled)).ToList();
                queue.Count.Should().Be(held.Count).And.BeLessThanOrEqualTo(6);
                held.Sum(one => bytes[one]).Should().BeLessThanOrEqualTo(20);
            }

            outgoing.AddRange(queue.Take(int.MaxValue, long.MaxValue).Select(entry => entry.Number));
            outgoing.Should().Equal(accepted.Except(dropped));
        });

    private static QueuedActivity Entry(long number, ActivityLevel level, int size = 1) =>
        new(new Write(), level, size, queuedAt: 0) { Number = number };
}
