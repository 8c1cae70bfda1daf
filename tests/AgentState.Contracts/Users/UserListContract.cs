using AgentState.TestKit;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: tiers and lists of users.</summary>
public abstract class UserListContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "U6")]
    public async Task ListAsync_ByTier_ReturnsMatchingUsersInPages()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        foreach (var number in Enumerable.Range(0, 25))
        {
            await test.Users.CreateOrUpdateAsync(
                $"u{number:00}", new UserUpdate { Tier = number % 3 == 0 ? UserTier.Pro : UserTier.Free }, Token);
        }

        (await IdsAsync(test, UserFilter.ByTier(UserTier.Pro), size: 4)).Should().Equal(Ids(number => number % 3 == 0));
        (await IdsAsync(test, UserFilter.ByTier(UserTier.Free), size: 4)).Should().Equal(Ids(number => number % 3 != 0));
        (await IdsAsync(test, UserFilter.All, size: 5)).Should().Equal(Ids(_ => true));
    }

    [Fact, Trait("Guarantee", "U6")]
    public async Task SetTierAsync_ToPro_MovesTheUserBetweenTierLists()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Users.CreateOrUpdateAsync("42", new UserUpdate { DisplayName = "Ada" }, Token);
        var calls = test.Faults.Calls.Count;

        await test.Users.SetTierAsync("42", UserTier.Pro, cancellationToken: Token);

        test.Faults.Calls.Skip(calls).Should().Equal(Verb.Commit);
        (await IdsAsync(test, UserFilter.ByTier(UserTier.Pro), size: 4)).Should().Equal("42");
        (await IdsAsync(test, UserFilter.ByTier(UserTier.Free), size: 4)).Should().BeEmpty();
        (await test.Users.GetAsync("42", Token))!.DisplayName.Should().Be("Ada");
    }

    [Fact, Trait("Guarantee", "U6"), Trait("Guarantee", "U4")]
    public async Task SetTierAsync_ManyAtOnceOnOneVersion_AppliesOnce()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        await test.Users.CreateOrUpdateAsync("42", new UserUpdate(), Token);
        var version = WriteCondition.IfVersion((await test.Users.GetAsync("42", Token))!.Version);

        var done = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(
            async () =>
            {
                try
                {
                    await QueueUnderTest.Over(test.Engine, attempts: 8).Users.SetTierAsync("42", UserTier.Pro, version, Token);
                    return true;
                }
                catch (StateConflictException)
                {
                    return false;
                }
            },
            Token)));

        done.Should().ContainSingle(won => won);
    }

    [Fact, Trait("Guarantee", "U6"), Trait("Guarantee", "U7")]
    public async Task SetTierAsync_OfUnknownUserOrAfterLostReply_ThrowsOrSucceeds()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());

        var set = () => test.Users.SetTierAsync("42", UserTier.Pro, cancellationToken: Token);
        (await set.Should().ThrowAsync<StateNotFoundException>()).Which.Path.Should().Be("users/42");
        (await test.Users.GetAsync("42", Token)).Should().BeNull();

        await test.Users.CreateOrUpdateAsync("42", new UserUpdate(), Token);
        var version = (await test.Users.GetAsync("42", Token))!.Version;
        test.Faults.Next(Verb.Commit, Fault.LoseReply);
        await test.Users.SetTierAsync("42", UserTier.Pro, WriteCondition.IfVersion(version), Token);

        (await test.Users.GetAsync("42", Token))!.Tier.Should().Be(UserTier.Pro);
    }

    private static IEnumerable<string> Ids(Func<int, bool> matches) =>
        Enumerable.Range(0, 25).Where(matches).Select(number => $"u{number:00}");

    private static async Task<IReadOnlyList<string>> IdsAsync(QueueUnderTest test, UserFilter filter, int size)
    {
        var found = new List<string>();
        string? next = null;
        do
        {
            var page = await test.Users.ListAsync(filter, new PageRequest { Size = size, ContinuationToken = next }, Token);
            found.AddRange(page.Items.Select(user => user.Id));
            next = page.ContinuationToken;
        }
        while (next is not null);

        return found;
    }
}
