using Google.Cloud.Firestore.V1;

namespace AgentState.Tests.Tasks;

public sealed class ClaimCursorTests
{
    private static readonly ClaimProbe All = new(1000);

    private readonly ClaimCursor cursor = new(_ => 3);

    [Fact, Trait("Guarantee", "T23")]
    public void Order_WhileClaimsSucceed_KeepsTheQueueOrder()
    {
        var found = Tasks(10);

        cursor.Order(found, mayBeMore: true, All).Should().Equal(found);
        cursor.ClaimSize(10).Should().Be(10);
        cursor.Learn(won: 10, lost: 1).Should().BeFalse("one loss in eleven claims does not count as contention");
        cursor.TakeStart().Should().BeNull();
        cursor.Window(16).Should().Be(16);
    }

    [Fact, Trait("Guarantee", "T44")]
    public void Learn_AfterLosses_StartsBehindTheLastTaskAndProbesOnce()
    {
        var found = Tasks(10);
        cursor.Order(found, mayBeMore: true, All);

        cursor.Learn(won: 0, lost: 10).Should().BeTrue();

        cursor.TakeStart().Should().BeSameAs(found[^1].Document);
        cursor.TakeStart().Should().BeNull("the next query must read the front again");
        cursor.Window(16).Should().Be(64);
        cursor.Order(Tasks(10), mayBeMore: true, All);
        (cursor.ClaimSize(10), cursor.ClaimSize(10)).Should().Be((2, 10));
    }

    [Fact, Trait("Guarantee", "T44")]
    public void Order_AfterLossesWithNoMoreTasks_StartsAtARandomTask()
    {
        var found = Tasks(5);
        cursor.Order(found, mayBeMore: false, All);
        cursor.Learn(won: 0, lost: 5);

        cursor.TakeStart().Should().BeNull();
        cursor.Order(found, mayBeMore: false, All).Should().Equal(found[3], found[4], found[0], found[1], found[2]);
    }

    [Fact, Trait("Guarantee", "T23")]
    public void Order_AfterEightRoundsWithoutLosses_KeepsTheQueueOrder()
    {
        var found = Tasks(5);
        cursor.Order(found, mayBeMore: false, All);
        cursor.Learn(won: 0, lost: 5);

        for (var round = 0; round < 8; round++)
        {
            cursor.Learn(won: 5, lost: 0);
        }

        cursor.Order(found, mayBeMore: false, All).Should().Equal(found);
        cursor.Window(16).Should().Be(16);
    }

    [Fact, Trait("Guarantee", "T23")]
    public void Window_AfterLosses_Grows()
    {
        cursor.Window(16).Should().Be(16);

        cursor.Learn(won: 0, lost: 16);

        cursor.Window(16).Should().Be(64);
    }

    [Fact, Trait("Guarantee", "T23")]
    public void Cursor_AfterLosses_UsesNoPartitions()
    {
        cursor.Order(Tasks(10), mayBeMore: true, All);
        cursor.Learn(won: 0, lost: 10);

        (cursor.IsShared, cursor.IsRich, cursor.NeedsAssignment(isBacklog: true)).Should().Be((false, false, false));
        cursor.Probe(16).Assignment.Should().BeNull();
    }

    private static List<TaskCandidate> Tasks(int count) =>
    [
        .. Enumerable.Range(0, count).Select(number => new TaskCandidate(
            new Document(),
            new AgentTask { Id = $"task-{number:0000}", Type = "t", CreatedBy = "c", Payload = StateMap.Empty },
            "a")),
    ];
}
