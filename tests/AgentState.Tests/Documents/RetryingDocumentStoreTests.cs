using AgentState.Contracts;
using Google.Cloud.Firestore.V1;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests;

/// <summary>Retries of calls, and the results that a retry may return.</summary>
public sealed class RetryingDocumentStoreTests
{
    private static readonly Timestamp Noon = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    private readonly ScriptedDocumentStore inner = new();
    private readonly RetryOptions options = new()
    {
        MaxAttempts = 3,
        Delay = TimeSpan.FromMilliseconds(1),
        MaxDelay = TimeSpan.FromMilliseconds(1),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "P9")]
    public async Task CommitAsync_ConflictOnTheFirstAttempt_ReturnsConflict()
    {
        inner.Commits.Enqueue(() => CommitOutcome.Conflict(ConflictKind.Version));

        var outcome = await Store().CommitAsync([], Token);

        outcome.Kind.Should().Be(OutcomeKind.Conflict);
    }

    [Theory, Trait("Guarantee", "P9")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CommitAsync_ConflictOnARetry_ReturnsUnknown(bool mayHaveBeenApplied)
    {
        inner.Commits.Enqueue(() => throw Unavailable(mayHaveBeenApplied));
        inner.Commits.Enqueue(() => CommitOutcome.Conflict(ConflictKind.Version));

        var outcome = await Store().CommitAsync([], Token);

        outcome.Kind.Should().Be(OutcomeKind.Unknown);
    }

    [Theory, Trait("Guarantee", "P9")]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    public async Task CommitAsync_AllAttemptsFail_ReportsWhetherOneMayHaveBeenApplied(bool first, bool last, bool expected)
    {
        inner.Commits.Enqueue(() => throw Unavailable(first));
        inner.Commits.Enqueue(() => throw Unavailable(first));
        inner.Commits.Enqueue(() => throw Unavailable(last));

        var commit = () => Store().CommitAsync([], Token);

        (await commit.Should().ThrowAsync<StateUnavailableException>()).Which.MayHaveBeenApplied.Should().Be(expected);
        inner.Commits.Should().BeEmpty();
    }

    // Processes that fail at the same time in an outage must not retry at the same time.
    [Fact, Trait("Guarantee", "P9")]
    public async Task CommitAsync_SeveralRetries_UseDifferentDelays()
    {
        (options.MaxAttempts, options.Delay, options.MaxDelay, options.Timeout) =
            (2, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromDays(1));
        var log = new HeardLog<RetryingDocumentStoreTests>();
        var time = new FakeTimeProvider();
        for (var i = 0; i < 20; i++)
        {
            inner.Commits.Enqueue(() => throw Unavailable(mayHaveBeenApplied: false));
            inner.Commits.Enqueue(() => CommitOutcome.Conflict(ConflictKind.Version));
            var call = Store(time, log).CommitAsync([], Token);
            while (!call.IsCompleted)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await System.Threading.Tasks.Task.Yield();
            }
        }

        log.Told.Where(entry => entry.Id == 1001).Select(entry => entry.Text).Distinct().Should().HaveCountGreaterThan(10);
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task CommitAsync_PermissionDenied_IsNotRetried()
    {
        inner.Commits.Enqueue(() => throw new StatePermissionException("no"));

        var commit = () => Store().CommitAsync([], Token);

        await commit.Should().ThrowAsync<StatePermissionException>();
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task CommitAsync_AfterTheTimeout_StartsNoAttempt()
    {
        var time = new FakeTimeProvider();
        inner.Commits.Enqueue(() =>
        {
            time.Advance(TimeSpan.FromSeconds(31));
            throw Unavailable(mayHaveBeenApplied: false);
        });

        // The clock is stopped, so a retry would wait forever.
        var commit = () => Store(time).CommitAsync([], Token).WaitAsync(Eventually.Patience, Token);

        await commit.Should().ThrowAsync<StateUnavailableException>();
    }

    [Fact, Trait("Guarantee", "P12")]
    public async Task CommitAsync_CancelledBetweenAttempts_ThrowsWithTheCallersToken()
    {
        using var caller = new CancellationTokenSource();
        options.Delay = options.MaxDelay = TimeSpan.FromMinutes(1);
        inner.Commits.Enqueue(() =>
        {
            caller.Cancel();
            throw Unavailable(mayHaveBeenApplied: true);
        });

        var commit = () => Store().CommitAsync([], caller.Token);

        (await commit.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(caller.Token);
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task QueryAsync_BrokenMidStream_ResumesAfterItsLastDocument()
    {
        var sent = new List<StructuredQuery>();
        inner.Queries.Enqueue(query => Broken(query, Task("a", 9), Task("b", 9)));
        inner.Queries.Enqueue(_ => throw Unavailable(mayHaveBeenApplied: false));
        inner.Queries.Enqueue(query =>
        {
            sent.Add(query);
            return new QueryResult([Task("c", 5)], Noon);
        });
        var query = new DocumentQuery("tasks").OrderByDescending("priority").Limit(5).Build();

        var result = await Store().QueryAsync("parent", query, Token);

        result.Documents.Select(document => document.Name).Should().Equal("a", "b", "c");
        var rest = sent.Should().ContainSingle().Subject;
        rest.Limit.Should().Be(3);
        rest.StartAt.Before.Should().BeFalse();
        rest.StartAt.Values.Should().Equal(Values.Of(9), Values.Reference("b"));
        query.Limit.Should().Be(5, "the query of the caller is not changed");
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task QueryAsync_BrokenAfterItsLimit_IsComplete()
    {
        inner.Queries.Enqueue(query => Broken(query, Task("a", 9), Task("b", 9)));

        var result = await Store().QueryAsync("parent", new DocumentQuery("tasks").OrderByDescending("priority").Limit(2).Build(), Token);

        result.Documents.Should().HaveCount(2);
        result.Interruption.Should().BeNull();
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task QueryAsync_BrokenWithoutAResumePoint_StartsAgain()
    {
        inner.Queries.Enqueue(query => Broken(query, new Document { Name = "without the order field" }));
        inner.Queries.Enqueue(query => new QueryResult([Task("a", 1)], Noon));

        var result = await Store().QueryAsync("parent", new DocumentQuery("tasks").OrderBy("priority").Build(), Token);

        result.Documents.Should().ContainSingle().Which.Name.Should().Be("a");
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task BatchWriteAsync_OneWriteFails_RetriesItAloneWithConflictAsUnknown()
    {
        Write[] writes = [new() { Delete = "a" }, new() { Delete = "b" }, new() { Delete = "c" }];
        inner.Batches.Enqueue(_ =>
        [
            WriteOutcome.Applied(new WriteResult()),
            WriteOutcome.Failed(Unavailable(mayHaveBeenApplied: false)),
            WriteOutcome.Conflict(ConflictKind.Version),
        ]);
        inner.Batches.Enqueue(sent =>
        {
            sent.Should().Equal(writes[1]);
            return [WriteOutcome.Conflict(ConflictKind.Version)];
        });

        var outcomes = await Store().BatchWriteAsync(writes, Token);

        outcomes.Select(outcome => outcome.Kind).Should().Equal(OutcomeKind.Applied, OutcomeKind.Unknown, OutcomeKind.Conflict);
    }

    [Fact, Trait("Guarantee", "P9")]
    public async Task BatchWriteAsync_AllAttemptsFail_ReturnsTheErrorForEachWrite()
    {
        inner.Batches.Enqueue(_ => throw Unavailable(mayHaveBeenApplied: true));
        inner.Batches.Enqueue(_ => throw Unavailable(mayHaveBeenApplied: false));
        inner.Batches.Enqueue(_ => throw Unavailable(mayHaveBeenApplied: false));

        var outcomes = await Store().BatchWriteAsync([new Write { Delete = "a" }], Token);

        var error = outcomes.Should().ContainSingle().Which.Error;
        error.Should().BeOfType<StateUnavailableException>().Which.MayHaveBeenApplied.Should().BeTrue();
    }

    private static StateUnavailableException Unavailable(bool mayHaveBeenApplied) => new("gone", mayHaveBeenApplied);

    private static Document Task(string name, int priority) => new() { Name = name, Fields = { ["priority"] = Values.Of(priority) } };

    private static QueryResult Broken(StructuredQuery query, params Document[] documents)
    {
        query.StartAt.Should().BeNull("this is the first attempt");
        return new QueryResult(documents, Noon, Unavailable(mayHaveBeenApplied: false));
    }

    private RetryingDocumentStore Store(TimeProvider? time = null, ILogger? log = null) =>
        new(inner, options, new ListenerMonitor(TimeProvider.System), time ?? TimeProvider.System, log ?? NullLogger.Instance);
}
