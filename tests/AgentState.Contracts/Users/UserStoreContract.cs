using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Time.Testing;
using static Google.Cloud.Firestore.V1.Value.ValueTypeOneofCase;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: <see cref="IUserStore"/> except preferences.</summary>
public abstract class UserStoreContract : Contract
{
    private static readonly Dictionary<string, Value.ValueTypeOneofCase> SharedForm = new()
    {
        ["displayName"] = StringValue,
        ["preferences"] = Value.ValueTypeOneofCase.MapValue,
        ["tier"] = StringValue,
        ["createdAt"] = TimestampValue,
        ["updatedAt"] = TimestampValue,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "U1")]
    public async Task GetAsync_OfUnknownUser_ReturnsNull()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        (await test.Users.GetAsync("42", Token)).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "U1")]
    public async Task GetOrCreateAsync_FiftyAtOnce_ReportsIsNewToOneCaller()
    {
        var engine = await CreateEngineAsync();
        var callers = Enumerable.Range(0, 50).Select(_ => QueueUnderTest.Over(engine, attempts: 8)).ToList();
        var (arrived, all) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        foreach (var caller in callers)
        {
            // All callers find no user before the first one writes. They wait asynchronously, because 50 blocked threads would delay all
            // other tests.
            caller.Faults.Next(Verb.Commit, Fault.Before(() =>
            {
                if (Interlocked.Increment(ref arrived) == callers.Count)
                {
                    all.SetResult();
                }

                return all.Task.WaitAsync(Token);
            }));
        }

        var created = await Task.WhenAll(callers.Select(caller => Task.Run(
            () => caller.Users.GetOrCreateAsync("42", new UserUpdate { DisplayName = "Ada", Tier = UserTier.Pro }, Token), Token)));

        created.Should().ContainSingle(user => user.IsNew);
        created.Select(user => user.User.CreatedAt).Distinct().Should().ContainSingle();
        created.Should().OnlyContain(user => user.User.DisplayName == "Ada" && user.User.Tier == UserTier.Pro);
    }

    [Theory, Trait("Guarantee", "U1")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetOrCreateAsync_AfterLostReply_NeverReportsIsNewTwice(bool neighbourDeletes)
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        test.Faults.Next(Verb.Commit, neighbourDeletes
            ? Fault.LoseReplyBehind(() => test.Engine.CommitDirectlyAsync([Writes.Delete(test.Engine.Root.Document("users", "42"))], Token))
            : Fault.LoseReply);

        var first = await test.Users.GetOrCreateAsync("42", cancellationToken: Token);
        var second = await test.Users.GetOrCreateAsync("42", cancellationToken: Token);

        first.IsNew.Should().Be(neighbourDeletes, "a creation whose reply was lost is reported to no caller");
        second.IsNew.Should().BeFalse();
        second.User.Should().Be(first.User);
    }

    [Fact, Trait("Guarantee", "U1")]
    public async Task GetOrCreateAsync_OfNewThenExistingUser_TakesTwoCallsThenOne()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        var created = await test.Users.GetOrCreateAsync("42", cancellationToken: Token);
        var atFirst = test.Faults.Calls.ToList();
        var found = await test.Users.GetOrCreateAsync("42", cancellationToken: Token);

        atFirst.Should().Equal(Verb.Get, Verb.Commit);
        test.Faults.Calls.Skip(2).Should().Equal(Verb.Get);
        test.Stack.Billed.Read().Should().Be(new BilledOperations { Reads = 2, Writes = 1, Deletes = 0 });
        found.User.Should().Be(created.User);
        created.User.Should().Be(await test.Users.GetAsync("42", Token));
    }

    [Fact, Trait("Guarantee", "U2")]
    public async Task CreateOrUpdateAsync_OfNewUser_StoresSharedFieldsInTwoCalls()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        await test.Users.CreateOrUpdateAsync("42", new UserUpdate { DisplayName = "Ada" }, Token);

        test.Faults.Calls.Should().Equal(Verb.Commit, Verb.Commit);
        var stored = await StoredAsync(test);
        stored.Fields.ToDictionary(field => field.Key, field => field.Value.ValueTypeCase).Should().BeEquivalentTo(SharedForm);
        stored.Fields["tier"].StringValue.Should().Be("free");
        stored.Fields["createdAt"].Should().Be(stored.Fields["updatedAt"]);
    }

    [Fact, Trait("Guarantee", "U2")]
    public async Task CreateOrUpdateAsync_OfExistingUser_MergesGivenFieldsInOneCall()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Users.CreateOrUpdateAsync(
            "42",
            new UserUpdate { DisplayName = "Ada", PreferencesToMerge = Json("""{"a":{"b":1,"c":2},"list":[1,2],"x.y":1,"e":{"f":1}}""") },
            Token);
        await PatchRawAsync(test, "foreign", Values.Of("kept"));
        var before = await StoredAsync(test);
        var calls = test.Faults.Calls.Count;

        await test.Users.CreateOrUpdateAsync(
            "42",
            new UserUpdate { Tier = UserTier.Pro, PreferencesToMerge = Json("""{"a":{"c":3,"d":{"g":4}},"list":[3],"e":{},"new":true}""") },
            Token);

        test.Faults.Calls.Skip(calls).Should().Equal(Verb.Commit);
        var user = await test.Users.GetAsync("42", Token);
        user!.Preferences.Should().Be(Json("""{"a":{"b":1,"c":3,"d":{"g":4}},"list":[3],"x.y":1,"e":{},"new":true}"""));
        user.DisplayName.Should().Be("Ada");
        user.Tier.Should().Be(UserTier.Pro);
        var after = await StoredAsync(test);
        after.Fields["createdAt"].Should().Be(before.Fields["createdAt"]);
        after.Fields["updatedAt"].TimestampValue.ToDateTimeOffset()
            .Should().BeOnOrAfter(before.Fields["updatedAt"].TimestampValue.ToDateTimeOffset());
        after.Fields["foreign"].StringValue.Should().Be("kept");
    }

    [Fact, Trait("Guarantee", "U2")]
    public async Task UpdateAsync_WithThirteenConflicts_StillSucceeds()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Users.CreateOrUpdateAsync("42", new UserUpdate { DisplayName = "Ada" }, Token);
        var conflicts = 0;
        test.Faults.Otherwise = verb => verb is Verb.Commit && ++conflicts <= 13
            ? Fault.Before(() => PatchRawAsync(test, "n", Values.Of(conflicts)))
            : null;

        var user = await test.Users.UpdateAsync("42", user => new UserUpdate { DisplayName = user.DisplayName + "!" }, Token);

        user.DisplayName.Should().Be("Ada!");
        conflicts.Should().Be(14);
    }

    [Fact, Trait("Guarantee", "U2")]
    public async Task UpdateAsync_ManyAtOnceWithAStoppedClock_AppliesEachOnce()
    {
        const int Writers = 20;
        var test = QueueUnderTest.Over(await CreateEngineAsync(), time: new FakeTimeProvider());
        await test.Users.CreateOrUpdateAsync("42", new UserUpdate { DisplayName = "" }, Token);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => test.Users.UpdateAsync(
            "42", user => new UserUpdate { DisplayName = user.DisplayName + "x" }, Token))).WaitAsync(Eventually.Patience, Token);

        (await test.Users.GetAsync("42", Token))!.DisplayName.Should().Be(new string('x', Writers));
    }

    [Fact, Trait("Guarantee", "U2")]
    public async Task CreateOrUpdateAsync_OfAnotherClientsUser_KeepsUnknownFields()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.WriteRawAsync(
            Writes.Create(NameOf(test), [new("tier", Values.Of("gold")), new("preferences", Values.Null), new("n", Values.Of(1))]), Token);

        var read = await test.Users.GetAsync("42", Token);
        await test.Users.CreateOrUpdateAsync("42", new UserUpdate { DisplayName = "Ada" }, Token);

        read!.Tier.Should().Be(UserTier.Unknown);
        read.Preferences.Should().Be(StateMap.Empty);
        read.CreatedAt.Should().Be((await StoredAsync(test)).CreateTime.ToDateTimeOffset());
        (await StoredAsync(test)).Fields["tier"].StringValue.Should().Be("gold");
        (await StoredAsync(test)).Fields["n"].IntegerValue.Should().Be(1);
        (await test.Users.GetAsync("42", Token))!.DisplayName.Should().Be("Ada");
    }

    [Fact, Trait("Guarantee", "U2")]
    public async Task CreateOrUpdateAsync_TwentyAtOnce_KeepsEveryCallersKey()
    {
        var engine = await CreateEngineAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(
            () => QueueUnderTest.Over(engine, attempts: 8).Users.CreateOrUpdateAsync(
                "42", new UserUpdate { PreferencesToMerge = Json($$$"""{"keys":{"k{{{number}}}":{{{number}}}}}""") }, Token),
            Token)));

        var user = await QueueUnderTest.Over(engine).Users.GetAsync("42", Token);
        ((IReadOnlyDictionary<string, object?>)user!.Preferences.ToDictionary()["keys"]!).Should().HaveCount(20);
    }

    [Fact, Trait("Guarantee", "U2")]
    public async Task CreateOrUpdateAsync_WhenTheUserIsCreatedDuringIt_Succeeds()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        test.Faults.Next(
            Verb.Commit,
            null,
            Fault.Before(() => test.WriteRawAsync(Writes.Create(NameOf(test), [new("tier", Values.Of("pro"))]), Token)));

        await test.Users.CreateOrUpdateAsync("42", new UserUpdate { DisplayName = "Ada" }, Token);

        var user = await test.Users.GetAsync("42", Token);
        (user!.DisplayName, user.Tier).Should().Be(("Ada", UserTier.Pro));
    }

    [Fact, Trait("Guarantee", "U4")]
    public async Task UpdateAsync_AfterConcurrentWrite_CallsTheFunctionAgain()
    {
        var test = await CreatedAsync();
        var other = QueueUnderTest.Over(test.Engine);
        test.Faults.Next(
            Verb.Commit,
            Fault.Before(() => other.Users.PatchPreferencesAsync("42", MapPatch.Empty.Set("n", 10), cancellationToken: Token)));

        var user = await test.Users.UpdateAsync(
            "42",
            user => new UserUpdate
            {
                PreferencesToMerge = Json(
                    $$"""{"n":{{(long)(user.Preferences.ToDictionary().GetValueOrDefault("n") ?? 0L) + 1}}}"""),
            },
            Token);

        user.Preferences.ToDictionary()["n"].Should().Be(11L);
        user.Should().Be(await test.Users.GetAsync("42", Token));
    }

    [Fact, Trait("Guarantee", "U4")]
    public async Task UpdateAsync_TwentyAtOnce_AppliesAll()
    {
        var test = await CreatedAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(
            async () =>
            {
                var process = QueueUnderTest.Over(test.Engine, attempts: 8);
                while (true)
                {
                    try
                    {
                        await process.Users.UpdateAsync(
                            "42",
                            user => new UserUpdate
                            {
                                PreferencesToMerge = Json(
                                    $$"""{"n":{{(long)(user.Preferences.ToDictionary().GetValueOrDefault("n") ?? 0L) + 1}}}"""),
                            },
                            Token);
                        return;
                    }
                    catch (StateConflictException)
                    {
                        // Too much contention: nothing was written, and calling again is safe.
                    }
                }
            },
            Token)));

        (await test.Users.GetAsync("42", Token))!.Preferences.ToDictionary()["n"].Should().Be(20L);
    }

    [Fact, Trait("Guarantee", "U4")]
    public async Task UpdateAsync_AfterLostReply_AppliesOnce()
    {
        var test = await CreatedAsync();
        test.Faults.Next(Verb.Commit, Fault.LoseReply);

        await test.Users.UpdateAsync(
            "42",
            user => new UserUpdate
            {
                PreferencesToMerge = Json(
                    $$"""{"n":{{(long)(user.Preferences.ToDictionary().GetValueOrDefault("n") ?? 0L) + 1}}}"""),
            },
            Token);

        (await test.Users.GetAsync("42", Token))!.Preferences.ToDictionary()["n"].Should().Be(1L);
    }

    [Fact, Trait("Guarantee", "U4")]
    public async Task UpdateAsync_ReturningNullOrOfUnknownUser_WritesNothing()
    {
        var test = await CreatedAsync();
        var before = await test.Users.GetAsync("42", Token);

        var same = await test.Users.UpdateAsync("42", _ => null, Token);
        var unknown = () => test.Users.UpdateAsync("43", _ => new UserUpdate(), Token);

        same.Should().Be(before);
        (await unknown.Should().ThrowAsync<StateNotFoundException>()).Which.Path.Should().Be("users/43");
    }

    [Fact]
    public async Task DeleteAsync_CalledTwice_SucceedsAndUserCanBeRecreated()
    {
        var test = await CreatedAsync();

        await test.Users.DeleteAsync("42", cancellationToken: Token);
        await test.Users.DeleteAsync("42", cancellationToken: Token);
        (await test.Users.GetAsync("42", Token)).Should().BeNull();
        await test.Users.CreateOrUpdateAsync("42", new UserUpdate { DisplayName = "Ada" }, Token);

        (await test.Users.GetAsync("42", Token))!.DisplayName.Should().Be("Ada");
        test.Stack.Billed.Read().Deletes.Should().Be(2);
    }

    [Fact, Trait("Guarantee", "U4")]
    public async Task DeleteAsync_WithStaleVersion_ThrowsConflict()
    {
        var test = await CreatedAsync();
        var stale = (await test.Users.GetAsync("42", Token))!.Version;
        await test.Users.PatchPreferencesAsync("42", MapPatch.Empty.Set("n", 1), cancellationToken: Token);

        var delete = () => test.Users.DeleteAsync("42", WriteCondition.IfVersion(stale), Token);

        await delete.Should().ThrowAsync<StateConflictException>();
        (await test.Users.GetAsync("42", Token)).Should().NotBeNull();
    }

    [Fact, Trait("Guarantee", "U4")]
    public async Task DeleteAsync_WithVersionAfterLostReply_Succeeds()
    {
        var test = await CreatedAsync();
        var version = (await test.Users.GetAsync("42", Token))!.Version;
        test.Faults.Next(Verb.Commit, Fault.LoseReply);

        await test.Users.DeleteAsync("42", WriteCondition.IfVersion(version), Token);

        (await test.Users.GetAsync("42", Token)).Should().BeNull();
    }

    private static StateMap Json(string json) => StateMap.FromJson(json);

    private static string NameOf(QueueUnderTest test) => test.Engine.Root.Document("users", "42");

    private static async Task<Document> StoredAsync(QueueUnderTest test) =>
        (await test.Engine.GetAsync([NameOf(test)], Token))[0].Document.Should().NotBeNull().And.BeOfType<Document>().Subject;

    private static Task PatchRawAsync(QueueUnderTest test, string field, Value value) =>
        test.WriteRawAsync(Writes.Patch(NameOf(test), [new(field, value)], [field]), Token);

    private async Task<QueueUnderTest> CreatedAsync()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Users.CreateOrUpdateAsync("42", new UserUpdate(), Token);
        return test;
    }
}
