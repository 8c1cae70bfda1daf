using AgentState.TestKit;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: watches of a user.</summary>
public abstract class UserWatchContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "U8"), Trait("Guarantee", "W1")]
    public async Task WatchAsync_OfUser_ReturnsCurrentStateThenChanges()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await using var watch = test.Users.WatchAsync("42", Token).GetAsyncEnumerator(Token);

        (await NextAsync(watch)).Should().BeNull("the user does not exist yet");
        var created = await test.Users.GetOrCreateAsync("42", new UserUpdate { DisplayName = "Ada" }, Token);
        (await NextAsync(watch)).Should().Be(created.User);
        await test.Users.PatchPreferencesAsync("42", MapPatch.Empty.Set("theme", "dark"), cancellationToken: Token);
        (await NextAsync(watch))!.Preferences.ToDictionary()["theme"].Should().Be("dark");
        await test.Users.DeleteAsync("42", cancellationToken: Token);
        (await NextAsync(watch)).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "U8"), Trait("Guarantee", "W2")]
    public async Task WatchAsync_AfterBrokenStream_ContinuesWithoutDuplicates()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Users.CreateOrUpdateAsync("42", new UserUpdate(), Token);
        test.Faults.Next(Verb.Listen, null, Fault.LoseRequest, Fault.LoseRequest);
        await using var watch = test.Users.WatchAsync("42", Token).GetAsyncEnumerator(Token);
        (await NextAsync(watch))!.Tier.Should().Be(UserTier.Free);

        await test.Users.SetTierAsync("42", UserTier.Pro, cancellationToken: Token);

        (await NextAsync(watch))!.Tier.Should().Be(UserTier.Pro);
    }

    private static async Task<User?> NextAsync(IAsyncEnumerator<User?> watch)
    {
        (await watch.MoveNextAsync().AsTask().WaitAsync(Patience, Token)).Should().BeTrue();
        return watch.Current;
    }
}
