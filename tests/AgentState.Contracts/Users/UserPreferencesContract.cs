using AgentState.TestKit;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: user preferences.</summary>
public abstract class UserPreferencesContract : Contract
{
    private static readonly string[] Keys =
        ["a.b", "`tick`", "with blank", "\\", "\"quoted\"", "0digit", "\u00e9\u4e2d\U0001F600", "a/b", "[0]", "\n"];

    private static readonly string[] Faults = ["lose-reply", "lose-request", "abort", "neighbour-before", "neighbour-and-lose-reply"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> KeyData => [.. Keys];

    public static TheoryData<string, string, string> FaultPairs =>
        [.. new[] { "patch", "replace" }.SelectMany(call => Faults.SelectMany(first => Faults.Select(second => (call, first, second))))];

    [Theory, Trait("Guarantee", "U3")]
    [MemberData(nameof(KeyData))]
    public async Task PatchPreferencesAsync_OfKeyWithSpecialCharacters_SetsAndRemovesIt(string key)
    {
        var test = await CreatedAsync();

        await test.Users.PatchPreferencesAsync("42", MapPatch.Empty.Set(key, 1), cancellationToken: Token);
        await test.Users.PatchPreferencesAsync("42", MapPatch.Empty.Set(key, "two"), cancellationToken: Token);
        (await PreferencesAsync(test)).ToDictionary()[key].Should().Be("two");
        await test.Users.PatchPreferencesAsync("42", MapPatch.Empty.Remove(key), cancellationToken: Token);

        (await PreferencesAsync(test)).Should().Be(Start);
    }

    [Fact, Trait("Guarantee", "U3")]
    public async Task PatchPreferencesAsync_OfSomeKeys_KeepsOthersInOneCall()
    {
        var test = await CreatedAsync();
        var calls = test.Faults.Calls.Count;

        await test.Users.PatchPreferencesAsync(
            "42",
            MapPatch.Empty.Set("nested", StateMap.FromJson("""{"c":3}""")).Remove("gone").Remove("never there"),
            cancellationToken: Token);

        test.Faults.Calls.Skip(calls).Should().Equal(Verb.Commit);
        (await PreferencesAsync(test)).Should().Be(StateMap.FromJson("""{"theme":"dark","nested":{"c":3}}"""));
    }

    // A vector of another client survives patches, and can be copied, merged and replaced like any other value.
    [Fact, Trait("Guarantee", "U3")]
    public async Task Vector_OfAnotherClient_SurvivesEveryWrite()
    {
        var test = await CreatedAsync();
        var vector = StateMap.FromJson("""{"__type__":"__vector__","value":[1.0,0.5]}""");
        var expected = StateMap.FromJson(
            """{"embedding":{"__type__":"__vector__","value":[1.0,0.5]},"nested":{"copy":{"__type__":"__vector__","value":[1.0,0.5]}}}""");

        await test.Users.ReplacePreferencesAsync(
            "42",
            StateMap.FromDictionary(new Dictionary<string, object?> { ["embedding"] = vector.ToDictionary() }),
            cancellationToken: Token);
        await test.Users.PatchPreferencesAsync("42", MapPatch.Empty.Set("nested", null), cancellationToken: Token);
        await test.Users.PatchPreferencesAsync(
            "42", MapPatch.Empty.Set("copy", (await PreferencesAsync(test)).ToDictionary()["embedding"]), cancellationToken: Token);
        await test.Users.CreateOrUpdateAsync(
            "42",
            new UserUpdate
            {
                PreferencesToMerge = StateMap.FromDictionary(
                    new Dictionary<string, object?> { ["nested"] = new Dictionary<string, object?> { ["copy"] = vector } }),
            },
            Token);
        await test.Users.PatchPreferencesAsync("42", MapPatch.Empty.Remove("copy"), cancellationToken: Token);
        await test.Users.ReplacePreferencesAsync("42", await PreferencesAsync(test), cancellationToken: Token);

        (await PreferencesAsync(test)).Should().Be(expected);
    }

    [Fact, Trait("Guarantee", "U3")]
    public async Task ReplacePreferencesAsync_OfPreferences_ReplacesAll()
    {
        var test = await CreatedAsync();

        await test.Users.ReplacePreferencesAsync("42", StateMap.FromJson("""{"only":1}"""), cancellationToken: Token);

        (await PreferencesAsync(test)).Should().Be(StateMap.FromJson("""{"only":1}"""));
    }

    [Fact, Trait("Guarantee", "U4")]
    public async Task PatchPreferencesAsync_TwentyKeysAtOnce_KeepsAll()
    {
        var test = await CreatedAsync();
        var processes = Enumerable.Range(0, 20).Select(_ => QueueUnderTest.Over(test.Engine, attempts: 8)).ToList();

        await Task.WhenAll(processes.Select((process, number) => Task.Run(
            () => process.Users.PatchPreferencesAsync("42", MapPatch.Empty.Set($"k{number}", number), cancellationToken: Token), Token)));

        (await PreferencesAsync(test)).Count.Should().Be(Start.Count + 20);
    }

    [Theory, Trait("Guarantee", "U4")]
    [InlineData("patch")]
    [InlineData("replace")]
    public async Task PreferencesWrite_WithStaleVersion_ThrowsConflict(string call)
    {
        var test = await CreatedAsync();
        var stale = (await test.Users.GetAsync("42", Token))!.Version;
        await test.Users.PatchPreferencesAsync("42", MapPatch.Empty.Set("theirs", 1), cancellationToken: Token);
        var before = await test.Users.GetAsync("42", Token);

        var write = () => WriteAsync(test, "42", call, WriteCondition.IfVersion(stale));

        (await write.Should().ThrowAsync<StateConflictException>()).Which.Path.Should().Be("users/42");
        (await test.Users.GetAsync("42", Token)).Should().Be(before);
    }

    [Theory, Trait("Guarantee", "U3"), Trait("Guarantee", "U7")]
    [InlineData("patch")]
    [InlineData("replace")]
    public async Task PreferencesWrite_OfDeletedUser_ThrowsNotFound(string call)
    {
        var test = await CreatedAsync();
        await test.Users.DeleteAsync("42", cancellationToken: Token);

        var write = () => WriteAsync(test, "42", call);

        (await write.Should().ThrowAsync<StateNotFoundException>()).Which.Path.Should().Be("users/42");
        (await test.Users.GetAsync("42", Token)).Should().BeNull();
    }

    [Theory, Trait("Guarantee", "U3"), Trait("Guarantee", "U4")]
    [MemberData(nameof(FaultPairs))]
    public async Task PreferencesWrite_UnderFaults_TakesEffectAndKeepsOtherWrites(string call, string first, string second)
    {
        var test = await CreatedAsync();
        var notes = 0;
        test.Faults.Next(Verb.Commit, Make(first), Make(second));

        await WriteAsync(test, "42", call);

        (await PreferencesAsync(test)).ToDictionary()["ours"].Should().Be(true);
        var stored = (await test.Engine.GetAsync([NameOf(test)], Token))[0].Document!;
        for (var note = 0; note < notes; note++)
        {
            stored.Fields.Should().ContainKey($"note{note}");
        }

        Fault Make(string fault) => fault switch
        {
            "lose-reply" => Fault.LoseReply,
            "lose-request" => Fault.LoseRequest,
            "abort" => Fault.Abort,
            "neighbour-before" => Fault.Before(NoteAsync),
            _ => Fault.LoseReplyBehind(NoteAsync),
        };

        Task NoteAsync()
        {
            var field = $"note{notes++}";
            return test.WriteRawAsync(Writes.Patch(NameOf(test), [new(field, Values.Of(true))], [field]), Token);
        }
    }

    private static StateMap Start { get; } = StateMap.FromJson("""{"theme":"dark","nested":{"a":1,"b":2},"gone":true}""");

    private static Task WriteAsync(QueueUnderTest test, string id, string call, WriteCondition? condition = null) => call == "patch"
        ? test.Users.PatchPreferencesAsync(id, MapPatch.Empty.Set("ours", true), condition, Token)
        : test.Users.ReplacePreferencesAsync(id, StateMap.FromJson("""{"ours":true}"""), condition, Token);

    private static string NameOf(QueueUnderTest test) => test.Engine.Root.Document("users", "42");

    private static async Task<StateMap> PreferencesAsync(QueueUnderTest test) => (await test.Users.GetAsync("42", Token))!.Preferences;

    private async Task<QueueUnderTest> CreatedAsync()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Users.CreateOrUpdateAsync("42", new UserUpdate { PreferencesToMerge = Start }, Token);
        return test;
    }
}
