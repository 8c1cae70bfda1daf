using AgentState.Contracts;
using Google.Cloud.Firestore.V1;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests;

/// <summary>The same call again, and what a repeat may conclude.</summary>
public sealed class RetryingDocumentStoreTests
{
    private static readonly Timestamp Noon = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    private readonly ScriptedDocumentStore inner = new();
    private readonly RetryOptions options = new() { MaxAttempts = 3, Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(1) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Promise", "P9")]
    public async Task AConflictAtTheFirstAttempt_IsAConflict()
    {
        inner.Commits.Enqueue(() => CommitOutcome.Conflict(ConflictKind.Version));

        var outcome = await Store().CommitAsync([], Token);

        outcome.Kind.Should().Be(OutcomeKind.Conflict);
    }

    [Theory, Trait("Promise", "P9")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AConflictOfARepeat_IsUnknown(bool mayHaveBeenApplied)
    {
        inner.Commits.Enqueue(() => throw Unavailable(mayHaveBeenApplied));
        inner.Commits.Enqueue(() => CommitOutcome.Conflict(ConflictKind.Version));

        var outcome = await Store().CommitAsync([], Token);

        outcome.Kind.Should().Be(OutcomeKind.Unknown);
    }

    [Theory, Trait("Promise", "P9")]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    public async Task WhenAttemptsRunOut_TheErrorTellsWhetherAnyMayHaveBeenApplied(bool first, bool last, bool expected)
    {
        inner.Commits.Enqueue(() => throw Unavailable(first));
        inner.Commits.Enqueue(() => throw Unavailable(first));
        inner.Commits.Enqueue(() => throw Unavailable(last));

        var commit = () => Store().CommitAsync([], Token);

        (await commit.Should().ThrowAsync<StateUnavailableException>()).Which.MayHaveBeenApplied.Should().Be(expected);
        inner.Commits.Should().BeEmpty();
    }

    // Processes that an outage has met at one moment must not come back at one moment.
    [Fact, Trait("Promise", "P9")]
    public async Task ThePauses_BetweenRepeats_Differ()
    {
        (options.MaxAttempts, options.Delay, options.MaxDelay, options.Timeout) = (2, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromDays(1));
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

    [Fact, Trait("Promise", "P9")]
    public async Task ARefusal_IsNotRepeated()
    {
        inner.Commits.Enqueue(() => throw new StatePermissionException("no"));

        var commit = () => Store().CommitAsync([], Token);

        await commit.Should().ThrowAsync<StatePermissionException>();
    }

    [Fact, Trait("Promise", "P9")]
    public async Task AfterTheTimeout_NoAttemptBegins()
    {
        var time = new FakeTimeProvider();
        inner.Commits.Enqueue(() =>
        {
            time.Advance(TimeSpan.FromSeconds(31));
            throw Unavailable(mayHaveBeenApplied: false);
        });

        // A repeat would wait for a clock that stands still.
        var commit = () => Store(time).CommitAsync([], Token).WaitAsync(Eventually.Patience, Token);

        await commit.Should().ThrowAsync<StateUnavailableException>();
    }

    [Fact, Trait("Promise", "P12")]
    public async Task ACallerThatCancelsBetweenAttempts_GetsItsOwnToken()
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

    [Fact, Trait("Promise", "P9")]
    public async Task AQueryBrokenInMidStream_GoesOnBehindItsLastDocument_WithWhatIsLeftOfItsLimit()
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
        query.Limit.Should().Be(5, "the query that was asked is not changed");
    }

    [Fact, Trait("Promise", "P9")]
    public async Task AQueryBrokenBehindItsLimit_IsWhole()
    {
        inner.Queries.Enqueue(query => Broken(query, Task("a", 9), Task("b", 9)));

        var result = await Store().QueryAsync("parent", new DocumentQuery("tasks").OrderByDescending("priority").Limit(2).Build(), Token);

        result.Documents.Should().HaveCount(2);
        result.Interruption.Should().BeNull();
    }

    [Fact, Trait("Promise", "P9")]
    public async Task AQueryThatCannotGoOn_StartsAnew()
    {
        inner.Queries.Enqueue(query => Broken(query, new Document { Name = "without the field ordered by" }));
        inner.Queries.Enqueue(query => new QueryResult([Task("a", 1)], Noon));

        var result = await Store().QueryAsync("parent", new DocumentQuery("tasks").OrderBy("priority").Build(), Token);

        result.Documents.Should().ContainSingle().Which.Name.Should().Be("a");
    }

    [Fact, Trait("Promise", "P9")]
    public async Task ABatch_RepeatsOnlyWhatLacksAnAnswer_AndARepeatsConflictIsUnknown()
    {
        Write[] writes = [new() { Delete = "a" }, new() { Delete = "b" }, new() { Delete = "c" }];
        inner.Batches.Enqueue(_ =>
        [
            WriteOutcome.Applied(new WriteResult()), WriteOutcome.Failed(Unavailable(mayHaveBeenApplied: false)), WriteOutcome.Conflict(ConflictKind.Version),
        ]);
        inner.Batches.Enqueue(sent =>
        {
            sent.Should().Equal(writes[1]);
            return [WriteOutcome.Conflict(ConflictKind.Version)];
        });

        var outcomes = await Store().BatchWriteAsync(writes, Token);

        outcomes.Select(outcome => outcome.Kind).Should().Equal(OutcomeKind.Applied, OutcomeKind.Unknown, OutcomeKind.Conflict);
    }

    [Fact, Trait("Promise", "P9")]
    public async Task ABatchThatIsNeverAnswered_TellsItOfEachWrite()
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
        new(inner, options, new ListenerPulses(TimeProvider.System), time ?? TimeProvider.System, log ?? NullLogger.Instance);
}
