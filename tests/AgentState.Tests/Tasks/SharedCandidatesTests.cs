using System.Collections.Concurrent;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests;

/// <summary>Concurrent claims of one process share the result of a query.</summary>
public sealed class SharedCandidatesTests
{
    private readonly FakeTimeProvider time = new();
    private readonly List<int> asked = [];
    private readonly Queue<string> pending = new(Enumerable.Range(0, 100).Select(number => $"t{number:00}"));
    private readonly SharedCandidates candidates;

    public SharedCandidatesTests() => candidates = new SharedCandidates(
        count =>
        {
            asked.Add(count);
            IReadOnlyList<TaskCandidate> found = [.. pending.Take(count).Select(Candidate)];
            return Task.FromResult((found, found.Count == count));
        },
        time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "T23")]
    public async Task TakeAsync_SingleClaims_QueryOneTaskEach()
    {
        (await TakeAndEndAsync()).Should().Be("t00");
        (await TakeAndEndAsync()).Should().Be("t01");

        asked.Should().Equal(1, 1);
    }

    [Fact, Trait("Guarantee", "T23")]
    public async Task TakeAsync_AfterALostRace_ReusesTheQueryForHalfASecond()
    {
        candidates.Lose();
        (await TakeAndEndAsync()).Should().Be("t00");
        time.Advance(SharedCandidates.MaxAge);
        (await TakeAndEndAsync()).Should().Be("t01");
        asked.Should().ContainSingle().Which.Should().BeGreaterThan(1);

        time.Advance(TimeSpan.FromMilliseconds(1));
        (await TakeAndEndAsync()).Should().Be("t02");

        asked.Should().HaveCount(2);
        asked[1].Should().Be(1, "no further race was lost");
    }

    [Fact, Trait("Guarantee", "T1"), Trait("Guarantee", "T23")]
    public async Task TakeAsync_TwoConcurrentClaims_ReturnDifferentTasks()
    {
        using var first = await candidates.TakeAsync(Token);
        using var second = await candidates.TakeAsync(Token);

        (first!.Candidate.Task.Id, second!.Candidate.Task.Id).Should().Be(("t00", "t01"));
    }

    [Fact, Trait("Guarantee", "T1")]
    public async Task TakeAsync_OnlyTaskTriedByAnotherClaim_WaitsForItsRelease()
    {
        pending.Clear();
        pending.Enqueue("only");
        var first = await candidates.TakeAsync(Token);

        var second = candidates.TakeAsync(Token);
        second.IsCompleted.Should().BeFalse("the first claim may lose its race");
        first!.Dispose();

        (await second)!.Candidate.Task.Id.Should().Be("only");
    }

    [Fact, Trait("Guarantee", "T1")]
    public async Task TakeAsync_EmptyResultOfAnEarlierQuery_QueriesAgain()
    {
        var answer = new TaskCompletionSource<(IReadOnlyList<TaskCandidate>, bool)>();
        var answers = new Queue<Task<(IReadOnlyList<TaskCandidate>, bool)>>(
            [answer.Task, Task.FromResult<(IReadOnlyList<TaskCandidate>, bool)>(([Candidate("new")], false))]);
        var shared = new SharedCandidates(_ => answers.Dequeue(), time);
        var first = shared.TakeAsync(Token);
        var second = shared.TakeAsync(Token);

        answer.SetResult(([], false));

        (await first).Should().BeNull();
        (await second)!.Candidate.Task.Id.Should().Be("new", "the task may have been added after the first query");
    }

    [Fact, Trait("Guarantee", "T42")]
    public async Task TakeAsync_ClaimsWaitingForAQuery_ShareItsResult()
    {
        var answer = new TaskCompletionSource<(IReadOnlyList<TaskCandidate>, bool)>();
        var calls = 0;
        var shared = new SharedCandidates(
            _ =>
            {
                calls++;
                return answer.Task;
            },
            time);
        var takes = Enumerable.Range(0, 3).Select(_ => shared.TakeAsync(Token)).ToList();

        answer.SetResult(([Candidate("a"), Candidate("b"), Candidate("c")], true));

        (await Task.WhenAll(takes)).Select(taken => taken!.Candidate.Task.Id).Should().BeEquivalentTo("a", "b", "c");
        calls.Should().Be(1);
    }

    // A release resumes all waiting claims at once, but the thread pool runs them one after the other.
    [Fact, Trait("Guarantee", "T1"), Trait("Guarantee", "T42")]
    public async Task TakeAsync_ClaimsWaitingForARelease_ShareOneQuery()
    {
        var tasks = new ConcurrentQueue<string>(["a", "b"]);
        var answer = new TaskCompletionSource();
        var calls = 0;
        var shared = new SharedCandidates(
            async count =>
            {
                await (Interlocked.Increment(ref calls) is 3 ? answer.Task : Task.CompletedTask);
                IReadOnlyList<TaskCandidate> found = [.. tasks.Take(count).Select(Candidate)];
                return (found, found.Count == count);
            },
            time);
        var (first, second) = (await shared.TakeAsync(Token), await shared.TakeAsync(Token));
        var waiting = Enumerable.Range(0, 50).Select(_ => shared.TakeAsync(Token)).ToList();
        answer.SetResult();

        foreach (var taken in new[] { first, second })
        {
            tasks.TryDequeue(out _).Should().BeTrue();
            taken!.Dispose();
        }

        (await Task.WhenAll(waiting)).Should().AllSatisfy(static taken => taken.Should().BeNull());
        calls.Should().BeInRange(4, 5, "each of the two releases causes at most one query");
    }

    [Fact, Trait("Guarantee", "T1")]
    public async Task TakeAsync_WithoutTasks_ReturnsNull()
    {
        pending.Clear();

        (await candidates.TakeAsync(Token)).Should().BeNull();
    }

    private async Task<string?> TakeAndEndAsync()
    {
        using var taken = await candidates.TakeAsync(Token);
        pending.Dequeue();
        return taken?.Candidate.Task.Id;
    }

    private static TaskCandidate Candidate(string id) => new(
        new Document { Name = $"projects/p/databases/d/documents/tasks/{id}" },
        new AgentTask { Id = id, Type = "github", Status = AgentTaskStatus.Pending },
        "a");
}
