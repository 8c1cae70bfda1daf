using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests.Tasks;

public sealed class PartitionedClaimCursorTests
{
    private static readonly ClaimProbe All = new(1000);

    private readonly FakeTimeProvider time = new();
    private readonly PartitionedClaimCursor cursor;

    public PartitionedClaimCursorTests() => cursor = new PartitionedClaimCursor(new ClaimCursor(_ => 3), time);

    [Fact, Trait("Guarantee", "T44")]
    public void Probe_WithAnAssignment_ReadsTheFrontThenItsPartitions()
    {
        var (found, assignment) = (Tasks(32), new PartitionAssignment(4, 1));
        cursor.Take(assignment);

        cursor.Probe(16).Should().Be(new ClaimProbe(32), "the front is read first");
        cursor.Order(found, mayBeMore: true, new ClaimProbe(32)).Should()
            .Equal(found.Where(candidate => assignment.Has(candidate.Task.Id))).And.NotBeEmpty();
        cursor.ClaimSize(10).Should().Be(10);

        QueryPartitions(assignment, times: 4, mayBeMore: true);
        cursor.IsRich.Should().BeTrue();
        QueryPartitions(assignment, times: 1, mayBeMore: false);
        cursor.IsRich.Should().BeFalse();
        cursor.Probe(16).Should().Be(new ClaimProbe(32));
    }

    [Fact, Trait("Guarantee", "T23")]
    public void Probe_WhileReadingPartitions_PeeksAtTheFrontEverySecond()
    {
        var assignment = new PartitionAssignment(4, 1);
        cursor.Take(assignment);
        cursor.Order(Tasks(32), mayBeMore: true, new ClaimProbe(32));
        QueryPartitions(assignment, times: 5, mayBeMore: true);

        time.Advance(TimeSpan.FromSeconds(1));

        cursor.Probe(300).Should().Be(new ClaimProbe(32));
        cursor.Order(Foreign(Tasks(32)), mayBeMore: true, new ClaimProbe(32)).Should().BeEmpty();
        cursor.IsRich.Should().BeTrue("the front holds only tasks of others, and the partitions hold more");
        QueryPartitions(assignment, times: 1, mayBeMore: true);
    }

    [Fact, Trait("Guarantee", "T44")]
    public void Probe_PartitionsWereEmpty_SkipsThemForOneSecond()
    {
        var foreign = Foreign(Tasks(40));
        var assignment = new PartitionAssignment(4, 1);
        cursor.Take(assignment);
        cursor.Order(foreign, mayBeMore: true, new ClaimProbe(32)).Should().BeEmpty();
        QueryPartitions(assignment, times: 1, mayBeMore: false, "the state of the partitions is unknown");

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
        QueryPartitions(new PartitionAssignment(4, 1), times: 1, mayBeMore: true);
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
        QueryPartitions(new PartitionAssignment(4, 1), times: 1, mayBeMore: true);
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
    public void Window_AfterLosses_GrowsUntilTheAssignmentChanges()
    {
        cursor.Window(16).Should().Be(16);
        cursor.Learn(won: 0, lost: 16);
        cursor.Take(new PartitionAssignment(8, 1));
        cursor.Window(16).Should().Be(16, "losses without an assignment do not count for the new one");

        cursor.Take(PartitionAssignment.Whole);
        cursor.Learn(won: 0, lost: 16);
        cursor.Window(16).Should().Be(64);
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

    [Fact, Trait("Guarantee", "T44")]
    public void Order_AsTheOnlyInstance_BehavesLikeAQueueWithoutPartitions()
    {
        var found = Tasks(10);
        cursor.Take(PartitionAssignment.Whole);
        cursor.Order(found, mayBeMore: true, All).Should().Equal(found);

        cursor.Learn(won: 0, lost: 10).Should().BeTrue();

        cursor.Probe(16).Should().Be(new ClaimProbe(64, found[^1].Document));
        cursor.Order(Tasks(10), mayBeMore: true, All);
        (cursor.ClaimSize(10), cursor.ClaimSize(10)).Should().Be((2, 10));
    }

    [Fact, Trait("Guarantee", "T44")]
    public void NeedsAssignment_AfterALossOrInABacklog_ReadsItAtGrowingIntervals()
    {
        cursor.NeedsAssignment(isBacklog: false).Should().BeFalse();
        cursor.NeedsAssignment(isBacklog: true).Should().BeTrue();
        cursor.Learn(won: 0, lost: 1);
        (cursor.IsShared, cursor.NeedsAssignment(isBacklog: false)).Should().Be((true, true));

        cursor.Take(PartitionAssignment.Whole);
        cursor.IsShared.Should().BeFalse("no other instance is alive");
        time.Advance(TimeSpan.FromMilliseconds(200));
        cursor.NeedsAssignment(isBacklog: true).Should().BeFalse();
        time.Advance(TimeSpan.FromMilliseconds(1));
        cursor.NeedsAssignment(isBacklog: true).Should().BeTrue();
        cursor.NeedsAssignment(isBacklog: false).Should().BeFalse();

        cursor.Take(new PartitionAssignment(2, 1));
        time.Advance(TimeSpan.FromMilliseconds(101));
        (cursor.IsShared, cursor.NeedsAssignment(isBacklog: false)).Should().Be((true, true));
    }

    private void QueryPartitions(PartitionAssignment assignment, int times, bool mayBeMore, string because = "")
    {
        for (var i = 0; i < times; i++)
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
