using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Contracts;

/// <summary>No process claims tasks of a paused type once its cached pause state has expired; and the cost of that cache.</summary>
public abstract class TaskPauseContract : Contract
{
    private static readonly TimeSpan MaxAge = new TaskOptions().PauseMaxAge;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> OddTypes => ["a/b", ".", "..", "__x__", "100%", "%2F", "ä ö", new string('/', 1499)];

    [Fact, Trait("Guarantee", "T40")]
    public async Task PauseAsync_UntilResumed_StopsClaimsOfThatTypeOnly()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), new TaskOptions());
        await test.Queue.EnqueueManyAsync([QueueUnderTest.NewTask(), QueueUnderTest.NewTask(), QueueUnderTest.NewTask("data")], Token);
        var held = await test.Queue.ClaimAsync("github", "a", Token);

        await test.Administration.PauseAsync("github", Token);

        (await test.Administration.IsPausedAsync("github", Token)).Should().BeTrue();
        (await test.Administration.IsPausedAsync("data", Token)).Should().BeFalse();
        (await test.Queue.ClaimAsync("github", "a", Token)).Should().BeNull("the process that paused the type applies it at once");
        (await test.Queue.ClaimAsync("data", "a", Token)).Should().NotBeNull("other types are not paused");
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await test.Queue.CompleteAsync(held!.Claim, cancellationToken: Token);
        await test.Administration.PauseAsync("github", Token);
        await test.Administration.ResumeAsync("github", Token);
        (await test.Administration.IsPausedAsync("github", Token)).Should().BeFalse();
        (await test.Queue.ClaimAsync("github", "a", Token)).Should().NotBeNull();
    }

    [Fact, Trait("Guarantee", "T40")]
    public async Task PauseAsync_InAnotherProcess_TakesEffectAfterPauseMaxAge()
    {
        var time = new FakeTimeProvider();
        var person = QueueUnderTest.Over(await CreateEngineAsync());
        var worker = QueueUnderTest.Over(person.Engine, new TaskOptions(), time);
        await person.Queue.EnqueueManyAsync([QueueUnderTest.NewTask(), QueueUnderTest.NewTask(), QueueUnderTest.NewTask()], Token);
        (await worker.Queue.ClaimAsync("github", "a", Token)).Should().NotBeNull();

        await person.Administration.PauseAsync("github", Token);
        time.Advance(MaxAge - TimeSpan.FromMilliseconds(1));
        (await worker.Queue.ClaimAsync("github", "a", Token)).Should().NotBeNull("the cached pause state is still valid");
        time.Advance(TimeSpan.FromMilliseconds(1));
        (await worker.Queue.ClaimAsync("github", "a", Token)).Should().BeNull();

        await person.Administration.ResumeAsync("github", Token);
        time.Advance(MaxAge);
        (await worker.Queue.ClaimAsync("github", "a", Token)).Should().NotBeNull();
    }

    [Fact, Trait("Guarantee", "T40")]
    public async Task PauseState_FromASlowRead_AgesFromTheRequest()
    {
        var time = new FakeTimeProvider();
        var person = QueueUnderTest.Over(await CreateEngineAsync());
        var worker = QueueUnderTest.Over(person.Engine, new TaskOptions(), time);
        await person.Queue.EnqueueManyAsync([QueueUnderTest.NewTask(), QueueUnderTest.NewTask()], Token);
        worker.Faults.Next(Verb.Get, Fault.After(async () =>
        {
            await person.Administration.PauseAsync("github", Token);
            time.Advance(MaxAge);
        }));
        (await worker.Queue.ClaimAsync("github", "a", Token)).Should().NotBeNull("the read began before the pause");

        (await worker.Queue.ClaimAsync("github", "a", Token)).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "T40")]
    public async Task PauseMaxAge_ZeroOrInfinite_ReadsBeforeEachClaimOrNever()
    {
        var person = QueueUnderTest.Over(await CreateEngineAsync());
        var careful = QueueUnderTest.Over(person.Engine, new TaskOptions { PauseMaxAge = TimeSpan.Zero });
        var careless = QueueUnderTest.Over(person.Engine, new TaskOptions { PauseMaxAge = Timeout.InfiniteTimeSpan });
        await person.Queue.EnqueueManyAsync([QueueUnderTest.NewTask(), QueueUnderTest.NewTask()], Token);
        (await careful.Queue.ClaimAsync("github", "a", Token)).Should().NotBeNull();

        await person.Administration.PauseAsync("github", Token);

        (await careful.Queue.ClaimAsync("github", "a", Token)).Should().BeNull();
        careful.Faults.Calls.Should().Equal(Verb.Get, Verb.Query, Verb.Commit, Verb.Get);
        (await careless.Queue.ClaimAsync("github", "a", Token)).Should().NotBeNull();
        careless.Faults.Calls.Should().Equal(Verb.Query, Verb.Commit);
    }

    [Fact, Trait("Guarantee", "T40"), Trait("Guarantee", "T42")]
    public async Task ClaimAsync_WithPolicies_ReadsAgentAndTypeInOneCallPerMaxAge()
    {
        var time = new FakeTimeProvider();
        var test = QueueUnderTest.Over(await CreateEngineAsync(), new TaskOptions(), time, agents: new AgentOptions());
        await test.Queue.EnqueueManyAsync([.. Enumerable.Repeat(QueueUnderTest.NewTask(), 4)], Token);
        var before = test.Stack.Billed.Read();

        await test.Queue.ClaimAsync("github", "a", Token);
        await test.Queue.ClaimAsync("github", "a", Token);

        test.Faults.Calls.Should().Equal(Verb.Commit, Verb.Get, Verb.Query, Verb.Commit, Verb.Query, Verb.Commit);
        test.Stack.Billed.Read()
            .Should().Be(before with { Reads = before.Reads + 4, Writes = before.Writes + 2 }, "two claims cost four reads in total");
        await test.Queue.ClaimAsync("github", "b", Token);
        test.Stack.Billed.Read().Reads.Should().Be(before.Reads + 6, "for another agent, only the agent document is read");
        time.Advance(MaxAge);
        await test.Queue.ClaimAsync("github", "a", Token);
        test.Faults.Calls.Count(verb => verb is Verb.Get).Should().Be(3);
    }

    [Fact, Trait("Guarantee", "T40"), Trait("Guarantee", "A8")]
    public async Task ClaimAsync_ByAPausedAgent_SendsNoCall()
    {
        var test = QueueUnderTest.Over(
            await CreateEngineAsync(), new TaskOptions(), agents: new AgentOptions { DesiredStateMaxAge = TimeSpan.FromHours(1) });
        await test.Agents.RegisterAsync(new AgentRegistration { Id = "a", Type = "github" }, Token);
        await test.Agents.SetDesiredStateAsync("a", AgentDesiredState.Paused, Token);
        var calls = test.Faults.Calls.Count;

        (await test.Queue.ClaimAsync("github", "a", Token)).Should().BeNull();

        test.Faults.Calls.Should().HaveCount(calls);
    }

    [Theory, Trait("Guarantee", "T40")]
    [MemberData(nameof(OddTypes))]
    public async Task PauseAsync_OfATypeThatIsNoValidId_TakesEffect(string type)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync(), new TaskOptions());
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(type), Token);

        await test.Administration.PauseAsync(type, Token);
        (await test.Queue.ClaimAsync(type, "a", Token)).Should().BeNull();
        await test.Administration.ResumeAsync(type, Token);

        (await test.Queue.ClaimAsync(type, "a", Token)).Should().NotBeNull();
    }

    [Fact, Trait("Guarantee", "T40")]
    public async Task TypeDocument_AfterPauseAsync_KeepsItsOtherFields()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var name = test.Engine.Root.Document("taskTypes", "github");
        await test.WriteRawAsync(
            Writes.Patch(name, [new("note", Values.Of("ours")), new("paused", Values.Of("maybe"))], ["note", "paused"]), Token);
        (await test.Administration.IsPausedAsync("github", Token)).Should().BeFalse("a malformed field does not pause the type");

        await test.Administration.PauseAsync("github", Token);

        var stored = (await test.Engine.GetAsync([name], Token))[0].Document!.Fields;
        stored.Should().HaveCount(4);
        (stored["type"].StringValue, stored["paused"].BooleanValue, stored["note"].StringValue).Should().Be(("github", true, "ours"));
        stored["updatedAt"].ValueTypeCase.Should().Be(Value.ValueTypeOneofCase.TimestampValue);
    }
}
