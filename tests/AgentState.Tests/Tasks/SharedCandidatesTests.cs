using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests;

/// <summary>When claims of one process share what a query brought.</summary>
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
            return Task.FromResult<IReadOnlyList<TaskCandidate>>([.. pending.Take(count).Select(Candidate)]);
        },
        time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Promise", "T23")]
    public async Task AClaimByItself_AsksForOneTaskEachTime()
    {
        (await TakeAndEndAsync()).Should().Be("t00");
        (await TakeAndEndAsync()).Should().Be("t01");

        asked.Should().Equal(1, 1);
    }

    [Fact, Trait("Promise", "T23")]
    public async Task AfterALostRace_WhatIsLeftOfAQuery_ServesForHalfASecond()
    {
        candidates.Lose();
        (await TakeAndEndAsync()).Should().Be("t00");
        time.Advance(SharedCandidates.MaxAge);
        (await TakeAndEndAsync()).Should().Be("t01");
        asked.Should().ContainSingle().Which.Should().BeGreaterThan(1);

        time.Advance(TimeSpan.FromMilliseconds(1));
        (await TakeAndEndAsync()).Should().Be("t02");

        asked.Should().HaveCount(2);
        asked[1].Should().Be(1, "no race was lost since");
    }

    [Fact, Trait("Promise", "T1"), Trait("Promise", "T23")]
    public async Task TwoClaimsAtOnce_GetDifferentTasks()
    {
        using var first = await candidates.TakeAsync(Token);
        using var second = await candidates.TakeAsync(Token);

        (first!.Candidate.Task.Id, second!.Candidate.Task.Id).Should().Be(("t00", "t01"));
    }

    [Fact, Trait("Promise", "T1")]
    public async Task WhatAnotherClaimTries_IsNeitherTakenNorNothing()
    {
        pending.Clear();
        pending.Enqueue("only");
        var first = await candidates.TakeAsync(Token);

        var second = candidates.TakeAsync(Token);
        second.IsCompleted.Should().BeFalse("the first may lose");
        first!.Dispose();

        (await second)!.Candidate.Task.Id.Should().Be("only");
    }

    [Fact, Trait("Promise", "T1")]
    public async Task AnEmptyAnswer_IsNothing()
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
        new Document { Name = $"projects/p/databases/d/documents/tasks/{id}" }, new AgentTask { Id = id, Type = "github", Status = AgentTaskStatus.Pending }, "a");
}
