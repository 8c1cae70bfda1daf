namespace AgentState.Contracts;

/// <summary>Several environments in one database, each beneath its own document: none reads or pays for the documents of another.</summary>
public abstract class EnvironmentsContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private static readonly AgentRegistration Registration = new() { Id = "a", Type = "data" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "P4"), Trait("Guarantee", "A5")]
    public async Task WatchAllAsync_WithLivenessInTwoEnvironments_ReadsOnlyItsOwn()
    {
        var (root, staging) = await TwoAsync();
        await using var watch = staging.Agents
            .WatchAllAsync(liveness: LivenessDetail.Grades, cancellationToken: Token).GetAsyncEnumerator(Token);
        await using var own = await staging.Agents.StartInstanceAsync(Registration, cancellationToken: Token);
        await using var other = await root.Agents.StartInstanceAsync(Registration with { Id = "b" }, cancellationToken: Token);

        AgentsSnapshot fleet;
        do
        {
            (await watch.MoveNextAsync().AsTask().WaitAsync(Patience, Token)).Should().BeTrue();
            fleet = watch.Current;
            fleet.Agents.Should().NotContain(agent => agent.Id == "b");
        }
        while (fleet.Agents is not [{ Liveness.Grade: LivenessGrade.Alive }]);

        var paid = staging.Stack.Billed.Read().Reads;
        for (var i = 0; i < 3; i++)
        {
            await BeatAsync(root, other);
        }

        await BeatAsync(staging, own);
        await Eventually.TrueAsync(() => staging.Stack.Billed.Read().Reads > paid, Patience, Token);
        staging.Stack.Billed.Read().Reads.Should().Be(paid + 1, "its own instance has sent one heartbeat");
    }

    [Fact, Trait("Guarantee", "P4"), Trait("Guarantee", "A4"), Trait("Guarantee", "A10")]
    public async Task SweepAsync_WithTwoEnvironments_MarksOnlyItsOwn()
    {
        var (root, staging) = await TwoAsync();
        await using var here = await staging.Agents.StartInstanceAsync(Registration, cancellationToken: Token);
        await using var there = await root.Agents.StartInstanceAsync(Registration, cancellationToken: Token);
        await SilenceAsync(staging, here);
        await SilenceAsync(root, there);

        (await staging.Agents.SweepAsync(Token)).Should().Equal("a");

        (await staging.Agents.GetAsync("a", Token))!.Status.Should().Be(AgentStatus.Error);
        (await root.Agents.GetAsync("a", Token))!.Status.Should().Be(AgentStatus.Idle);
        (await root.Agents.GetLivenessAsync("a", Token)).Grade.Should().Be(LivenessGrade.Dead);
        (await root.Agents.SweepAsync(Token)).Should().Equal("a");
    }

    [Fact, Trait("Guarantee", "P4")]
    public async Task TasksUsersAndEntries_InOneEnvironment_AreNotVisibleInAnother()
    {
        var (root, staging) = await TwoAsync();
        await staging.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        await staging.Users.GetOrCreateAsync("42", new UserUpdate { DisplayName = "Ada" }, Token);
        await staging.Activity.WriteAsync(new NewActivity { Agent = "a", Action = "tried" }, Token);

        (await root.Queue.ClaimAsync("github", "a", Token)).Should().BeNull();
        (await root.Users.GetAsync("42", Token)).Should().BeNull();
        (await root.Activity.ListAsync(ActivityFilter.All, cancellationToken: Token)).Items.Should().BeEmpty();

        (await staging.Queue.ClaimAsync("github", "a", Token)).Should().NotBeNull();
        (await staging.Users.GetAsync("42", Token))!.DisplayName.Should().Be("Ada");
        (await staging.Activity.ListAsync(ActivityFilter.All, cancellationToken: Token)).Items.Should().ContainSingle();
    }

    private async Task<(QueueUnderTest Root, QueueUnderTest Staging)> TwoAsync()
    {
        var engine = await CreateEngineAsync();
        var beneath = new DatabaseRoot(engine.Root.ProjectId, engine.Root.DatabaseId, "envs/staging");
        return (QueueUnderTest.Over(engine), QueueUnderTest.Over(new Undisposed(engine, beneath)));
    }

    private static async Task BeatAsync(QueueUnderTest process, AgentInstance instance) =>
        await process.WriteRawAsync(InstanceDocument.Beat(instance.Name, process.Stack.Clock.Now), Token);

    private static Task SilenceAsync(QueueUnderTest process, AgentInstance instance) => process.WriteRawAsync(
        Writes.Patch(
            instance.Name,
            [new(InstanceFields.LastHeartbeat, Values.Of(DateTimeOffset.UnixEpoch))],
            [InstanceFields.LastHeartbeat]),
        Token);
}
