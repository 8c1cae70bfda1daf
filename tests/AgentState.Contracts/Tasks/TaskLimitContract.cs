using System.Globalization;
using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Contracts;

/// <summary>A concurrency limit holds across all processes, and every slot becomes free again.</summary>
public abstract class TaskLimitContract : Contract
{
    private static readonly TaskOptions Prompt = new() { PauseMaxAge = TimeSpan.Zero };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> WaysOut => [.. TaskWaysOut.All];

    [Theory, Trait("Guarantee", "T27")]
    [MemberData(nameof(WaysOut))]
    public async Task Slot_AfterItsTaskLeavesProcessing_IsFree(string way)
    {
        var test = await LimitedAsync(limit: 1, tasks: 0);
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var first = await test.Queue.ClaimAsync("github", "a", Token);
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        (await test.Queue.ClaimAsync("github", "b", Token)).Should().BeNull("the type is at its limit");

        await TaskWaysOut.TakeAsync(test, way, first!.Claim);

        var second = await test.Queue.ClaimAsync("github", "b", Token);
        second.Should().NotBeNull();
        (await test.Queue.ClaimAsync("github", "c", Token)).Should().BeNull("the second claim holds the slot");
        await test.Queue.CompleteAsync(second!.Claim, cancellationToken: Token);
    }

    [Fact, Trait("Guarantee", "T27")]
    public async Task Slot_OfACrashedHolder_IsFreeOnlyAfterItsLeaseIsSwept()
    {
        var test = await LimitedAsync(limit: 1, tasks: 2);
        var crashed = await test.Queue.ClaimAsync("github", "a", Token);
        await test.Administration.SweepAsync(Token);
        (await test.Queue.ClaimAsync("github", "b", Token)).Should().BeNull("its lease has not expired");

        await test.RunOutAsync(crashed!.Task.Id, Token);
        (await test.Queue.ClaimAsync("github", "b", Token)).Should().BeNull("its holder can still renew");
        await test.Administration.SweepAsync(Token);

        var next = await test.Queue.ClaimAsync("github", "b", Token);
        next.Should().NotBeNull();
        var late = () => test.Queue.CompleteAsync(crashed.Claim, cancellationToken: Token);
        await late.Should().ThrowAsync<LeaseLostException>();
        (await test.Queue.ClaimAsync("github", "c", Token)).Should().BeNull("a late completion does not free the slot of another claim");
    }

    [Theory, Trait("Guarantee", "T27"), Trait("Guarantee", "T1")]
    [InlineData(1)]
    [InlineData(3)]
    public async Task ClaimAsync_ByManyProcessesUnderFaults_StaysWithinTheLimit(int limit)
    {
        const int Tasks = 24;
        var engine = await CreateEngineAsync();
        var setUp = await LimitedAsync(limit, Tasks, engine);
        var (running, most, done) = (0, 0, 0);
        string[] waysOut = ["complete", "fail", "wait", "batch"];
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromSeconds(120));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            var process = QueueUnderTest.Over(engine, Prompt, attempts: 20);
            var chance = new Random(i);
            process.Faults.Otherwise = verb => verb is not Verb.Commit ? null
                : chance.Next(8) switch { 0 => Fault.LoseReply, 1 => Fault.LoseRequest, 2 => Fault.Abort, _ => null };
            while (Volatile.Read(ref done) < Tasks)
            {
                if (await process.Queue.ClaimAsync("github", $"a{i}", deadline.Token) is { } claimed)
                {
                    InterlockedMax(ref most, Interlocked.Increment(ref running));
                    await process.Queue.GetAsync(claimed.Task.Id, Token);
                    Interlocked.Decrement(ref running);
                    await TaskWaysOut.TakeAsync(process, waysOut[chance.Next(waysOut.Length)], claimed.Claim);
                    Interlocked.Increment(ref done);
                }
            }
        })));

        most.Should().BeLessThanOrEqualTo(limit).And.BeGreaterThan(0);
        (await setUp.AllStoredAsync(Token)).Should().HaveCount(Tasks)
            .And.OnlyContain(task => task.Fields["status"].StringValue != "pending" && task.Fields["status"].StringValue != "processing");
        (await SlotsAsync(setUp, limit + 1)).Count(slot => slot is not null).Should().BeInRange(1, limit);
    }

    [Theory, Trait("Guarantee", "T27"), Trait("Guarantee", "T7")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ClaimAsync_WithALostReply_TakesOneSlot(bool isApplied)
    {
        var test = await LimitedAsync(limit: 2, tasks: 3);
        test.Faults.Next(Verb.Commit, isApplied ? Fault.LoseReply : Fault.LoseRequest);

        var first = await test.Queue.ClaimAsync("github", "a", Token);

        first!.Task.Attempt.Should().Be(1);
        (await SlotsAsync(test, 2)).OfType<Document>()
            .Should().ContainSingle().Which.Fields["claimToken"].StringValue.Should().Be(first.Claim.Token);
        (await test.Queue.ClaimAsync("github", "b", Token)).Should().NotBeNull();
        (await test.Queue.ClaimAsync("github", "c", Token)).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "T27"), Trait("Guarantee", "T47")]
    public async Task ClaimAsync_CancelledWhileSending_FreesItsSlot()
    {
        var test = await LimitedAsync(limit: 1, tasks: 1);
        using var caller = new CancellationTokenSource();
        test.Faults.Next(Verb.Commit, Fault.Before(caller.CancelAsync));
        var claim = () => test.Queue.ClaimAsync("github", "a", caller.Token);
        await claim.Should().ThrowAsync<OperationCanceledException>();

        (await test.Queue.ClaimAsync("github", "a", Token)).Should().NotBeNull();
    }

    [Fact, Trait("Guarantee", "T27")]
    public async Task ClaimAsync_ConcurrentWithAnotherTask_DoesNotShareItsSlot()
    {
        var test = await LimitedAsync(limit: 1, tasks: 1);
        var other = QueueUnderTest.Over(test.Engine, Prompt);
        ClaimedTask? quicker = null;
        test.Faults.Next(Verb.Commit, Fault.Before(async () =>
        {
            await other.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 10), Token);
            quicker = await other.Queue.ClaimAsync("github", "b", Token);
        }));

        var claimed = await test.Queue.ClaimAsync("github", "a", Token);

        claimed.Should().BeNull("the slot that it found free is taken");
        quicker!.Task.Priority.Should().Be(10);
        await other.Queue.CompleteAsync(quicker.Claim, cancellationToken: Token);
        (await test.Queue.ClaimAsync("github", "a", Token)).Should().NotBeNull();
    }

    // Losing a race for a slot is not losing the task: the first task in the order stays the first.
    [Fact, Trait("Guarantee", "T27"), Trait("Guarantee", "T23")]
    public async Task ClaimAsync_AfterALostSlotRace_KeepsTheTaskOrder()
    {
        var test = await LimitedAsync(limit: 1, tasks: 3);
        var outcomes = (await test.AllStoredAsync(Token))
            .Select(TaskDocument.Read).OrderBy(task => task.CreatedAt).ThenBy(task => task.Id, StringComparer.Ordinal);
        test.Faults.Next(Verb.Commit, Fault.Before(() => test.WriteRawAsync(
            Writes.Patch(SlotDocument.NameOf(test.Engine.Root, "github", 0), [new("note", Values.Of("changed"))], ["note"]), Token)));

        var claimed = await test.Queue.ClaimAsync("github", "a", Token);

        claimed!.Task.Id.Should().Be(outcomes.First().Id);
        (await SlotsAsync(test, 1))[0]!.Fields["note"].StringValue.Should().Be("changed", "unknown fields survive");
    }

    [Fact, Trait("Guarantee", "T27")]
    public async Task SetConcurrencyLimitAsync_RaisedLoweredAndRemoved_TakesEffect()
    {
        var test = await LimitedAsync(limit: 1, tasks: 8);
        (await test.Administration.GetConcurrencyLimitAsync("github", Token)).Should().Be(1);
        var claims = new List<ClaimedTask>(await ClaimAllAsync(test));
        claims.Should().ContainSingle();

        await test.Administration.SetConcurrencyLimitAsync("github", 3, Token);
        claims.AddRange(await ClaimAllAsync(test));
        claims.Should().HaveCount(3);

        await test.Administration.SetConcurrencyLimitAsync("github", 1, Token);
        await Task.WhenAll(claims.Select(claim => test.Queue.CompleteAsync(claim.Claim, cancellationToken: Token)));
        (await ClaimAllAsync(test)).Should().ContainSingle();

        await test.Administration.SetConcurrencyLimitAsync("github", null, Token);
        (await test.Administration.GetConcurrencyLimitAsync("github", Token)).Should().BeNull();
        (await ClaimAllAsync(test)).Should().HaveCount(4);
    }

    [Fact, Trait("Guarantee", "T27")]
    public async Task ConcurrencyLimit_InAnotherProcess_HoldsAfterPauseMaxAge()
    {
        var time = new FakeTimeProvider();
        var person = QueueUnderTest.Over(await CreateEngineAsync());
        var worker = QueueUnderTest.Over(person.Engine, new TaskOptions(), time);
        await person.Queue.EnqueueManyAsync([.. Enumerable.Repeat(QueueUnderTest.NewTask(), 4)], Token);
        (await worker.Queue.ClaimAsync("github", "a", Token)).Should().NotBeNull();

        await person.Administration.SetConcurrencyLimitAsync("github", 1, Token);
        await person.Administration.PauseAsync("github", Token);
        await person.Administration.ResumeAsync("github", Token);
        time.Advance(new TaskOptions().PauseMaxAge);

        (await ClaimAllAsync(worker)).Should().ContainSingle("earlier claims hold no slot, and a pause does not change the limit");
    }

    [Fact, Trait("Guarantee", "T27")]
    public async Task ConcurrencyLimit_OtherTypesAndOtherClients_AreNotLimited()
    {
        var test = await LimitedAsync(limit: 1, tasks: 3);
        await test.Queue.EnqueueManyAsync([QueueUnderTest.NewTask("data"), QueueUnderTest.NewTask("data")], Token);
        var foreign = (await test.Queue.ListAsync(TaskFilter.ByType("github", AgentTaskStatus.Pending), cancellationToken: Token))
            .Items[0].Id;
        await test.ClaimAsForeignerAsync(foreign, "python", Token);

        (await test.Queue.ClaimAsync("github", "a", Token)).Should().NotBeNull("claims of other clients take no slot");
        (await test.Queue.ClaimAsync("github", "a", Token)).Should().BeNull();
        (await test.Queue.ClaimAsync(["github", "data"], "a", Token))!.Task.Type.Should().Be("data");
        (await test.Queue.ClaimAsync(["github", "data"], "a", Token))!.Task.Type.Should().Be("data");
    }

    [Fact, Trait("Guarantee", "T27"), Trait("Guarantee", "T42")]
    public async Task ConcurrencyLimit_PerClaim_CostsOneWriteAndTheSlotReads()
    {
        var test = await LimitedAsync(limit: 2, tasks: 4, options: new TaskOptions { PauseMaxAge = TimeSpan.FromHours(1) });
        await test.Queue.EnqueueManyAsync([QueueUnderTest.NewTask("data"), QueueUnderTest.NewTask("data")], Token);
        await test.Queue.ClaimAsync(["github", "data", "empty"], "warm", Token);

        (await CostAsync("data")).Should().Be((new BilledOperations { Reads = 1, Writes = 1, Deletes = 0 }, "Query Commit"));
        (await CostAsync("empty")).Should().Be((new BilledOperations { Reads = 1, Writes = 0, Deletes = 0 }, "Query"));
        (await CostAsync("github"))
            .Should().Be(
                (new BilledOperations { Reads = 1 + 2, Writes = 2, Deletes = 0 }, "Query Get Commit"),
                "one slot document does not exist yet");
        (await CostAsync("github"))
            .Should().Be((new BilledOperations { Reads = 1 + 2 + 2, Writes = 0, Deletes = 0 }, "Query Get Query"), "at its limit");

        async Task<(BilledOperations Billed, string Calls)> CostAsync(string type)
        {
            var (calls, before) = (test.Faults.Calls.Count, test.Stack.Billed.Read());
            await test.Queue.ClaimAsync(type, "warm", Token);
            var after = test.Stack.Billed.Read();
            return (
                new BilledOperations
                {
                    Reads = after.Reads - before.Reads,
                    Writes = after.Writes - before.Writes,
                    Deletes = after.Deletes - before.Deletes,
                },
                string.Join(' ', test.Faults.Calls.Skip(calls)));
        }
    }

    [Fact, Trait("Guarantee", "T27"), Trait("Guarantee", "T42")]
    public async Task Slot_FreedByThisProcess_IsTakenWithoutARead()
    {
        var test = await LimitedAsync(limit: 8, tasks: 3, options: new TaskOptions { PauseMaxAge = TimeSpan.FromHours(1) });
        var first = await test.Queue.ClaimAsync("github", "a", Token);
        await test.Queue.CompleteAsync(first!.Claim, cancellationToken: Token);
        var (calls, before) = (test.Faults.Calls.Count, test.Stack.Billed.Read());

        var second = await test.Queue.ClaimAsync("github", "a", Token);

        second!.Task.Attempt.Should().Be(1);
        string.Join(' ', test.Faults.Calls.Skip(calls)).Should().Be("Query Commit");
        (test.Stack.Billed.Read().Reads - before.Reads).Should().Be(1);
    }

    [Fact, Trait("Guarantee", "T27"), Trait("Guarantee", "T1")]
    public async Task Slot_FreedHereAndTakenByAnotherProcess_IsReadAgain()
    {
        var test = await LimitedAsync(limit: 1, tasks: 3);
        var other = QueueUnderTest.Over(test.Engine, Prompt);
        var first = await test.Queue.ClaimAsync("github", "a", Token);
        await test.Queue.CompleteAsync(first!.Claim, cancellationToken: Token);

        var quicker = await other.Queue.ClaimAsync("github", "b", Token);

        quicker.Should().NotBeNull();
        (await test.Queue.ClaimAsync("github", "a", Token)).Should().BeNull("the type is at its limit");
        await other.Queue.CompleteAsync(quicker!.Claim, cancellationToken: Token);
        (await test.Queue.ClaimAsync("github", "a", Token)).Should().NotBeNull();
    }

    [Fact, Trait("Guarantee", "T27"), Trait("Guarantee", "T42"), Trait("Guarantee", "T23")]
    public async Task ClaimManyAsync_OfALimitedType_ReadsSlotsOnceCommitsInParallel()
    {
        var test = await LimitedAsync(limit: 4, tasks: 6, options: new TaskOptions { PauseMaxAge = TimeSpan.FromHours(1) });
        (await test.Queue.ClaimAsync("github", "warm", Token)).Should().NotBeNull();
        var (calls, before) = (test.Faults.Calls.Count, test.Stack.Billed.Read());
        var (arrived, allArrived) = (0, new TaskCompletionSource());
        var meet = Fault.Before(() =>
        {
            if (Interlocked.Increment(ref arrived) == 3)
            {
                allArrived.SetResult();
            }

            return allArrived.Task.WaitAsync(Eventually.Patience, Token);
        });
        test.Faults.Next(Verb.Commit, meet, meet, meet);

        var claimed = await test.Queue.ClaimManyAsync("github", "a", 6, Token);

        claimed.Should().HaveCount(3, "one slot of four was taken")
            .And.BeInAscendingOrder(task => task.Task.CreatedAt).And.OnlyContain(task => task.Task.Attempt == 1);
        string.Join(' ', test.Faults.Calls.Skip(calls)).Should().Be("Query Get Query Commit Commit Commit");
        (test.Stack.Billed.Read().Reads - before.Reads, test.Stack.Billed.Read().Writes - before.Writes).Should().Be((4L + 4 + 1, 6L));
        (await SlotsAsync(test, 4)).Select(slot => slot!.Fields["claimToken"].StringValue).Should().OnlyHaveUniqueItems();
        (await test.Queue.ClaimManyAsync("github", "a", 6, Token)).Should().BeEmpty("the type is at its limit");
    }

    [Theory, Trait("Guarantee", "T27"), Trait("Guarantee", "T1")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ClaimAsync_WhileAnotherClaimTriesTheLastSlot_WaitsForIt(bool otherWins)
    {
        var test = await LimitedAsync(limit: 1, tasks: 2);
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        test.Faults.Next(Verb.Commit, Fault.Before(async () =>
        {
            reached.SetResult();
            await goOn.Task.WaitAsync(Eventually.Patience, Token);
            if (!otherWins)
            {
                var first = (await test.AllStoredAsync(Token)).OrderBy(task => task.Name, StringComparer.Ordinal).First();
                await test.ClaimAsForeignerAsync(DatabaseRoot.IdOf(first.Name), "python", Token);
            }
        }));
        var first = test.Queue.ClaimAsync("github", "a", Token);
        await reached.Task.WhileAsync(first);

        var slotReads = test.Faults.Calls.Count(verb => verb is Verb.Get);
        var second = test.Queue.ClaimAsync("github", "b", Token);
        await Eventually.TrueAsync(
            () => second.IsCompleted || test.Faults.Calls.Count(verb => verb is Verb.Get) >= slotReads + 2,
            Eventually.Patience,
            Token).WhileAsync(first);
        second.IsCompleted.Should().BeFalse("the only slot is being tried by the first claim");
        test.Faults.Calls.Count(verb => verb is Verb.Commit)
            .Should().Be(3, "one commit set the limit, one added the tasks, one is the first claim");
        goOn.SetResult();

        var claims = await Task.WhenAll(first, second);
        claims.OfType<ClaimedTask>().Should().ContainSingle("there is one slot");
        (claims[0] is not null || !otherWins).Should().BeTrue();
        test.Faults.Calls.Count(verb => verb is Verb.Commit).Should().Be(otherWins ? 3 : 4, "two claims never try one slot at a time");
    }

    [Fact, Trait("Guarantee", "T27"), Trait("Guarantee", "T20")]
    public async Task ClaimAsync_OfALimitedType_SkipsATaskTooLargeToClaim()
    {
        var test = await LimitedAsync(limit: 1, tasks: 0);
        var large = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 9), Token);
        var good = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(priority: 1), Token);
        await test.FillAsync(large.Id, Token);

        (await test.Queue.ClaimAsync("github", "a", Token))!.Task.Id.Should().Be(good.Id);
    }

    [Fact, Trait("Guarantee", "T27")]
    public async Task ClaimAsync_WithManySlots_SearchesAllOfThem()
    {
        var test = await LimitedAsync(limit: 65, tasks: 66, options: new TaskOptions { PauseMaxAge = TimeSpan.FromHours(1) });
        var claims = await ClaimAllAsync(test);
        claims.Should().HaveCount(65);

        await test.Queue.CompleteAsync(claims[40].Claim, cancellationToken: Token);

        (await test.Queue.ClaimAsync("github", "a", Token)).Should().NotBeNull();
    }

    [Fact, Trait("Guarantee", "T27")]
    public async Task SlotDocument_Malformed_IsFreeAndIsRewritten()
    {
        var test = await LimitedAsync(limit: 1, tasks: 1);
        var name = SlotDocument.NameOf(test.Engine.Root, "github", 0);
        await test.WriteRawAsync(
            Writes.Patch(name, [new("taskId", Values.Of(7)), new("claimToken", Values.Null)], ["taskId", "claimToken"]), Token);

        var claimed = await test.Queue.ClaimAsync("github", "a", Token);

        name.Should().EndWith("/taskTypes/github/slots/0");
        var stored = (await SlotsAsync(test, 1))[0]!.Fields;
        (stored["taskId"].StringValue, stored["agentId"].StringValue, stored["claimToken"].StringValue)
            .Should().Be((claimed!.Task.Id, "a", claimed.Claim.Token));
        stored["updatedAt"].ValueTypeCase.Should().Be(Value.ValueTypeOneofCase.TimestampValue);
        stored.Should().HaveCount(4);
    }

    private static async Task<List<ClaimedTask>> ClaimAllAsync(QueueUnderTest test)
    {
        var claims = new List<ClaimedTask>();
        while (await test.Queue.ClaimAsync("github", $"a{claims.Count}", Token) is { } claimed)
        {
            claims.Add(claimed);
        }

        return claims;
    }

    private static async Task<IReadOnlyList<Document?>> SlotsAsync(QueueUnderTest test, int count) =>
        [
            .. (await test.Engine.GetAsync(
                [.. Enumerable.Range(0, count).Select(number => SlotDocument.NameOf(test.Engine.Root, "github", number))], Token))
                .Select(slot => slot.Document),
        ];

    private static void InterlockedMax(ref int most, int value)
    {
        var seen = Volatile.Read(ref most);
        while (value > seen && Interlocked.CompareExchange(ref most, value, seen) is var found && found != seen)
        {
            seen = found;
        }
    }

    private async Task<QueueUnderTest> LimitedAsync(int limit, int tasks, IDocumentStore? engine = null, TaskOptions? options = null)
    {
        var test = QueueUnderTest.Over(engine ?? await CreateEngineAsync(), options ?? Prompt);
        await test.Administration.SetConcurrencyLimitAsync("github", limit, Token);
        await test.Queue.EnqueueManyAsync(
            [
                .. Enumerable.Range(0, tasks)
                    .Select(number => StateMap.FromJson(string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{number}}}""")))
                    .Select(payload => QueueUnderTest.NewTask(payload: payload)),
            ],
            Token);
        return test;
    }
}
