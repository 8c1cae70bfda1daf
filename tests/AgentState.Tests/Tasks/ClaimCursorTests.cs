using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests.Tasks;

public sealed class ClaimCursorTests
{
    private static readonly ClaimProbe All = new(1000);

    private readonly FakeTimeProvider time = new();
    private readonly ClaimCursor cursor;

    public ClaimCursorTests() => cursor = new ClaimCursor(_ => 3, time);

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

    [Fact, Trait("Guarantee", "T44")]
    public void Probe_WithAnAssignment_ReadsTheFrontThenItsPartitions()
    {
        var (found, assignment) = (Tasks(32), new PartitionAssignment(4, 1));
        cursor.Take(assignment);

        cursor.Probe(16).Should().Be(new ClaimProbe(32), "the front is read first");
        cursor.Order(found, mayBeMore: true, new ClaimProbe(32)).Should()
            .Equal(found.Where(candidate => assignment.Has(candidate.Task.Id))).And.NotBeEmpty();
        cursor.ClaimSize(10).Should().Be(10);

        LookAtLanes(assignment, looks: 4, mayBeMore: true);
        cursor.IsRich.Should().BeTrue();
        LookAtLanes(assignment, looks: 1, mayBeMore: false);
        cursor.IsRich.Should().BeFalse();
        cursor.Probe(16).Should().Be(new ClaimProbe(32));
    }

    [Fact, Trait("Guarantee", "T23")]
    public void Probe_WhileReadingPartitions_PeeksAtTheFrontEverySecond()
    {
        var assignment = new PartitionAssignment(4, 1);
        cursor.Take(assignment);
        cursor.Order(Tasks(32), mayBeMore: true, new ClaimProbe(32));
        LookAtLanes(assignment, looks: 5, mayBeMore: true);

        time.Advance(TimeSpan.FromSeconds(1));

        cursor.Probe(300).Should().Be(new ClaimProbe(32));
        cursor.Order(Foreign(Tasks(32)), mayBeMore: true, new ClaimProbe(32)).Should().BeEmpty();
        cursor.IsRich.Should().BeTrue("the front holds only tasks of others, and the partitions hold more");
        LookAtLanes(assignment, looks: 1, mayBeMore: true);
    }

    [Fact, Trait("Guarantee", "T44")]
    public void Probe_PartitionsWereEmpty_SkipsThemForOneSecond()
    {
        var foreign = Foreign(Tasks(40));
        var assignment = new PartitionAssignment(4, 1);
        cursor.Take(assignment);
        cursor.Order(foreign, mayBeMore: true, new ClaimProbe(32)).Should().BeEmpty();
        LookAtLanes(assignment, looks: 1, mayBeMore: false, "the state of the partitions is unknown");

        cursor.Order(foreign, mayBeMore: true, new ClaimProbe(32));
        cursor.IsRich.Should().BeFalse();

        time.Advance(TimeSpan.FromSeconds(1));
        cursor.Order(foreign, mayBeMore: true, new ClaimProbe(32));
        cursor.IsRich.Should().BeTrue("its partitions may hold tasks behind the tasks of others by then");
    }

    [Fact, Trait("Guarantee", "T44")]
    public void Probe_TasksWithoutAPartition_ReadsAllTasksUntilTheyAreGone()
    {
        cursor.Take(new PartitionAssignment(4, 1));
        var unpartitioned = new TaskCandidate(new Document(), Tasks(1)[0].Task with { Id = "of-another-client" }, "a");

        cursor.Order([.. Tasks(31), unpartitioned], mayBeMore: true, new ClaimProbe(32));
        cursor.IsRich.Should().BeFalse();
        (cursor.Probe(16), cursor.Probe(1000)).Should().Be((new ClaimProbe(64), new ClaimProbe(1200)));

        cursor.Order(Tasks(64), mayBeMore: true, new ClaimProbe(64));
        LookAtLanes(new PartitionAssignment(4, 1), looks: 1, mayBeMore: true);
    }

    [Fact, Trait("Guarantee", "T44")]
    public void Probe_WithoutTheIndex_ReadsAllTasksForOneMinute()
    {
        cursor.Take(new PartitionAssignment(4, 1));
        cursor.Order(Tasks(32), mayBeMore: true, new ClaimProbe(32));

        cursor.DoWithoutIndex();

        cursor.Probe(16).Should().Be(new ClaimProbe(64));
        cursor.Order(Tasks(64), mayBeMore: true, new ClaimProbe(64));
        cursor.Probe(16).Should().Be(new ClaimProbe(64));

        time.Advance(TimeSpan.FromMinutes(1));
        cursor.Probe(16).Should().Be(new ClaimProbe(32));
        cursor.Order(Tasks(32), mayBeMore: true, new ClaimProbe(32));
        LookAtLanes(new PartitionAssignment(4, 1), looks: 1, mayBeMore: true);
    }

    [Fact, Trait("Guarantee", "T44")]
    public void Order_OnlyTasksOfOthers_TakesThemFromTheEndAfterADelay()
    {
        var foreign = Foreign(Tasks(32));
        cursor.Take(new PartitionAssignment(4, 1));

        cursor.Order(foreign, mayBeMore: false, All).Should().BeEmpty("the assigned claimers are expected to take them");
        time.Advance(TimeSpan.FromMilliseconds(99));
        cursor.Order(foreign, mayBeMore: false, All).Should().BeEmpty();

        time.Advance(TimeSpan.FromMilliseconds(1));
        cursor.Order(foreign, mayBeMore: false, All).Should().Equal(foreign.AsEnumerable().Reverse());
        (cursor.ClaimSize(10), cursor.ClaimSize(10)).Should().Be((2, 10));
    }

    [Fact, Trait("Guarantee", "T23")]
    public void Window_InOrderAfterLosses_GrowsUntilTheAssignmentChanges()
    {
        cursor.Window(16, inOrder: true).Should().Be(16);
        cursor.Learn(won: 0, lost: 16);
        cursor.Take(new PartitionAssignment(8, 1));
        cursor.Window(16, inOrder: true).Should().Be(16, "losses without an assignment do not count for the new one");

        cursor.Take(PartitionAssignment.Whole);
        cursor.Learn(won: 0, lost: 16);
        cursor.Window(16, inOrder: true).Should().Be(64);
    }

    [Fact, Trait("Guarantee", "T23")]
    public void Order_FirstTasksUnclaimedForSixSeconds_TakesThemInOrder()
    {
        var (found, assignment) = (Tasks(40), new PartitionAssignment(4, 1));
        cursor.Take(assignment);
        cursor.Order(found, mayBeMore: true, All);

        time.Advance(TimeSpan.FromSeconds(6));

        cursor.Order(found, mayBeMore: true, All).Should()
            .Equal([.. found.Take(32), .. found.Skip(32).Where(candidate => assignment.Has(candidate.Task.Id))]);
        cursor.ClaimSize(10).Should().Be(10);
    }

    private void LookAtLanes(PartitionAssignment assignment, int looks, bool mayBeMore, string because = "")
    {
        for (var i = 0; i < looks; i++)
        {
            var probe = cursor.Probe(300);
            probe.Should().Be(new ClaimProbe(300, Assignment: assignment), because);
            cursor.Order(mayBeMore ? Tasks(3) : [], mayBeMore, probe);
        }
    }

    private static List<TaskCandidate> Foreign(List<TaskCandidate> tasks) =>
        tasks.FindAll(candidate => !new PartitionAssignment(4, 1).Has(candidate.Task.Id));

    private static List<TaskCandidate> Tasks(int count) =>
    [
        .. Enumerable.Range(0, count).Select(number => $"task-{number:0000}").Select(id => new TaskCandidate(
            new Document { Fields = { [TaskFields.Partition] = Values.Of(TaskPartitions.Of(id)) } },
            new AgentTask { Id = id, Type = "t", CreatedBy = "c", Payload = StateMap.Empty },
            "a")),
    ];
}
