using AgentState.TestKit;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: the configuration of agents.</summary>
public abstract class AgentConfigContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PatchConfigAsync_OfSomeKeys_KeepsTheRestInOneCall()
    {
        var test = await RegisteredAsync();
        var calls = test.Faults.Calls.Count;

        await test.Agents.PatchConfigAsync(
            "a", MapPatch.Empty.Set("model", "large").Set("a.b", 1).Remove("beta"), cancellationToken: Token);

        test.Faults.Calls.Skip(calls).Should().Equal(Verb.Commit);
        (await ConfigAsync(test)).Should().Be(Map(("model", "large"), ("depth", 3L), ("a.b", 1L)));
    }

    [Fact]
    public async Task ReplaceConfigAsync_OfConfig_ReplacesAll()
    {
        var test = await RegisteredAsync();

        await test.Agents.ReplaceConfigAsync("a", Map(("only", true)), cancellationToken: Token);

        (await ConfigAsync(test)).Should().Be(Map(("only", true)));
    }

    [Fact]
    public async Task PatchConfigAsync_OfTwoKeysAtOnce_KeepsBoth()
    {
        var test = await RegisteredAsync();
        var other = QueueUnderTest.Over(test.Engine);
        test.Faults.Next(
            Verb.Commit, Fault.Before(() => other.Agents.PatchConfigAsync("a", MapPatch.Empty.Set("theirs", 1), cancellationToken: Token)));

        await test.Agents.PatchConfigAsync("a", MapPatch.Empty.Set("ours", 1), cancellationToken: Token);

        (await ConfigAsync(test)).ToDictionary().Keys.Should().Contain(["ours", "theirs"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ConfigChange_OfUnknownAgent_ThrowsAndCreatesNothing(bool replace)
    {
        var test = await RegisteredAsync();

        var change = () => ChangeAsync(test, "unknown", replace);

        (await change.Should().ThrowAsync<StateNotFoundException>()).Which.Path.Should().Be("agents/unknown");
        (await test.Agents.GetAsync("unknown", Token)).Should().BeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ConfigChange_WithStaleVersion_ThrowsConflict(bool replace)
    {
        var test = await RegisteredAsync();
        var stale = (await test.Agents.GetAsync("a", Token))!.Version;
        await test.Agents.PatchConfigAsync("a", MapPatch.Empty.Set("depth", 4), cancellationToken: Token);
        var before = await test.Agents.GetAsync("a", Token);

        var change = () => ChangeAsync(test, "a", replace, WriteCondition.IfVersion(stale));

        (await change.Should().ThrowAsync<StateConflictException>()).Which.Path.Should().Be("agents/a");
        (await test.Agents.GetAsync("a", Token)).Should().BeEquivalentTo(before);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ConfigChange_WithVersionAfterLostReply_Succeeds(bool replace)
    {
        var test = await RegisteredAsync();
        var version = (await test.Agents.GetAsync("a", Token))!.Version;
        test.Faults.Next(Verb.Commit, Fault.LoseReply);

        await ChangeAsync(test, "a", replace, WriteCondition.IfVersion(version));

        (await ConfigAsync(test)).ToDictionary()["model"].Should().Be("large");
    }

    [Fact]
    public async Task ConfigChange_WithVersionOvertakenByAnother_ThrowsConflict()
    {
        var test = await RegisteredAsync();
        var other = QueueUnderTest.Over(test.Engine);
        var version = (await test.Agents.GetAsync("a", Token))!.Version;
        test.Faults.Next(
            Verb.Commit,
            Fault.LoseRequest,
            Fault.Before(() => other.Agents.PatchConfigAsync("a", MapPatch.Empty.Set("theirs", 1), cancellationToken: Token)));

        var change = () => ChangeAsync(test, "a", replace: false, WriteCondition.IfVersion(version));

        await change.Should().ThrowAsync<StateConflictException>();
        (await ConfigAsync(test)).ToDictionary().Should().Contain("theirs", 1L).And.Contain("model", "small");
    }

    private static Task ChangeAsync(QueueUnderTest test, string id, bool replace, WriteCondition? condition = null) => replace
        ? test.Agents.ReplaceConfigAsync(id, Map(("model", "large")), condition, Token)
        : test.Agents.PatchConfigAsync(id, MapPatch.Empty.Set("model", "large"), condition, Token);

    private static StateMap Map(params (string Key, object? Value)[] entries) =>
        StateMap.FromDictionary(entries.ToDictionary(entry => entry.Key, entry => entry.Value));

    private static async Task<StateMap> ConfigAsync(QueueUnderTest test) => (await test.Agents.GetAsync("a", Token))!.Config;

    private async Task<QueueUnderTest> RegisteredAsync()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Agents.RegisterAsync(
            new AgentRegistration { Id = "a", Type = "github", Config = Map(("model", "small"), ("depth", 3L), ("beta", true)) }, Token);
        return test;
    }
}
