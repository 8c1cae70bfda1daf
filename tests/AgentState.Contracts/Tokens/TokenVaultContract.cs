using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.Value.ValueTypeOneofCase;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: <see cref="ITokenVault"/> without refreshes.</summary>
public abstract class TokenVaultContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "K17")]
    public async Task SaveGrantAsync_OfGrant_StoresSharedFieldsAndReadsBack()
    {
        var test = VaultUnderTest.Over(await CreateEngineAsync());
        var end = DateTimeOffset.UtcNow.AddHours(1);

        await test.Vault.SaveGrantAsync("github", Grant(end), Token);

        var stored = await test.StoredAsync(Token);
        stored.Fields.ToDictionary(field => field.Key, field => field.Value.ValueTypeCase).Should().BeEquivalentTo(
            new Dictionary<string, Value.ValueTypeOneofCase>
            {
                ["accessToken"] = StringValue,
                ["refreshToken"] = StringValue,
                ["expiresAt"] = TimestampValue,
                ["updatedAt"] = TimestampValue,
            });
        stored.Fields["accessToken"].StringValue.Should().Be("access");
        var grant = await test.Vault.GetGrantAsync("github", Token);
        grant!.AccessToken.Reveal().Should().Be("access");
        grant.RefreshToken!.Reveal().Should().Be("refresh");
        grant.ExpiresAt.Should().Be(Microseconds.Truncate(end));
        grant.State.Should().Be(TokenState.Valid);
    }

    [Fact, Trait("Guarantee", "K7"), Trait("Guarantee", "W1"), Trait("Guarantee", "W2")]
    public async Task WatchGrantAsync_OverConsent_ReportsGrantsAndOmitsLeases()
    {
        var refresher = new DelegatedRefresher((key, _, _) => throw new ReauthorizationRequiredException(key), canMint: false);
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher);
        await using var watch = test.Vault.WatchGrantAsync("github", Token).GetAsyncEnumerator(Token);

        (await NextAsync(watch)).Should().BeNull("the grant does not exist yet");
        await test.Vault.SaveGrantAsync("github", Grant(DateTimeOffset.UtcNow.AddHours(-1)), Token);
        (await NextAsync(watch))!.State.Should().Be(TokenState.Valid);
        await test.Vault.Awaiting(vault => vault.GetAccessTokenAsync("github", Token))
            .Should().ThrowAsync<ReauthorizationRequiredException>();
        (await NextAsync(watch))!.State.Should().Be(TokenState.NeedsReauthorization, "the lease before it is not reported");
        await test.Vault.SaveGrantAsync("github", Grant(DateTimeOffset.UtcNow.AddHours(1)), Token);
        (await NextAsync(watch))!.State.Should().Be(TokenState.Valid);
        await test.Vault.DeleteAsync("github", Token);
        (await NextAsync(watch)).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "K38")]
    public async Task DelegatedRefresher_WithAndWithoutGrant_RefreshesAndMints()
    {
        var refresher = new DelegatedRefresher(
            (key, current, _) => Task.FromResult(
                new NewGrant { AccessToken = new SecretString($"{key} after {current?.RefreshToken?.Reveal() ?? "nothing"}") }),
            canMint: true);
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher);

        (await test.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("github after nothing");
        await test.Vault.SaveGrantAsync("github", Grant(DateTimeOffset.UtcNow.AddHours(-1)), Token);
        (await test.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("github after refresh");
    }

    [Fact, Trait("Guarantee", "K17")]
    public async Task SaveGrantAsync_OverAGrant_ReplacesThePairAndKeepsOtherFields()
    {
        var test = VaultUnderTest.Over(await CreateEngineAsync());
        await test.Vault.SaveGrantAsync("github", Grant(DateTimeOffset.UtcNow) with { Scopes = ["repo"], TokenType = "bearer" }, Token);
        await test.WriteRawAsync(
            Writes.Patch(
                test.Name, [new("foreign", Values.Of("kept")), new("state", Values.Of("needsReauthorization"))], ["foreign", "state"]),
            Token);
        (await test.Vault.GetGrantAsync("github", Token))
            .Should().BeEquivalentTo(new { Scopes = new[] { "repo" }, TokenType = "bearer", State = TokenState.NeedsReauthorization });

        await test.Vault.SaveGrantAsync("github", new NewGrant { AccessToken = new SecretString("only") }, Token);

        var stored = await test.StoredAsync(Token);
        stored.Fields.Keys.Should().BeEquivalentTo("accessToken", "refreshToken", "expiresAt", "updatedAt", "foreign");
        stored.Fields["refreshToken"].StringValue.Should().BeEmpty();
        stored.Fields["expiresAt"].ValueTypeCase.Should().Be(NullValue);
        var grant = await test.Vault.GetGrantAsync("github", Token);
        (grant!.RefreshToken, grant.ExpiresAt, grant.State).Should().Be((null, null, TokenState.Valid));
    }

    [Fact, Trait("Guarantee", "K17")]
    public async Task GetAccessTokenAsync_OfAnotherClientsGrant_CostsOneRead()
    {
        var test = VaultUnderTest.Over(await CreateEngineAsync());
        await StoreRawAsync(test, expiresAt: Values.Of(DateTimeOffset.UtcNow.AddHours(1)));

        var token = await test.Vault.GetAccessTokenAsync("github", Token);

        token.Secret.Reveal().Should().Be("theirs");
        test.Faults.Calls.Should().Equal(Verb.Get);
        test.Stack.Billed.Read().Should().Be(new BilledOperations { Reads = 1, Writes = 0, Deletes = 0 });
        test.Stack.Clock.IsSet.Should().BeTrue("the call also set the database time");
    }

    [Theory, Trait("Guarantee", "K17")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GetAccessTokenAsync_OfGrantWithoutExpiry_NeverExpires(bool isNull)
    {
        var test = VaultUnderTest.Over(await CreateEngineAsync());
        await StoreRawAsync(test, expiresAt: isNull ? Values.Null : null);

        var token = await test.Vault.GetAccessTokenAsync("github", Token);

        (token.Secret.Reveal(), token.ExpiresAt).Should().Be(("theirs", null));
    }

    [Fact, Trait("Guarantee", "K15")]
    public async Task GetAccessTokenAsync_OfExpiredUnrefreshableToken_NeedsReauthorization()
    {
        var test = VaultUnderTest.Over(await CreateEngineAsync());
        await test.Vault.SaveGrantAsync(
            "github", new NewGrant { AccessToken = new SecretString("old"), ExpiresAt = DateTimeOffset.UtcNow.AddHours(-1) }, Token);
        var before = await test.StoredAsync(Token);

        var get = () => test.Vault.GetAccessTokenAsync("github", Token);

        (await get.Should().ThrowAsync<ReauthorizationRequiredException>()).Which.Key.Should().Be("github");
        (await test.StoredAsync(Token)).Should().Be(before);
    }

    [Fact, Trait("Guarantee", "K15")]
    public async Task GetAccessTokenAsync_WithoutARefresher_ThrowsConfigurationError()
    {
        var test = VaultUnderTest.Over(await CreateEngineAsync());
        await test.Vault.SaveGrantAsync("github", Grant(DateTimeOffset.UtcNow.AddHours(-1)), Token);

        var get = () => test.Vault.GetAccessTokenAsync("github", Token);

        (await get.Should().ThrowAsync<TokenConfigurationException>()).Which.Message.Should().Contain("AddTokenRefresher");
    }

    [Fact, Trait("Guarantee", "K38")]
    public async Task GetAccessTokenAsync_WithoutAnyToken_ThrowsWithInstructions()
    {
        var test = VaultUnderTest.Over(await CreateEngineAsync());

        var get = () => test.Vault.GetAccessTokenAsync("github", Token);

        var error = (await get.Should().ThrowAsync<StateNotFoundException>()).Which;
        error.Path.Should().Be("tokens/github");
        error.Message.Should().ContainAll("SaveGrantAsync", "AddTokenRefresher", "AddStaticToken");
        (await test.Vault.GetGrantAsync("github", Token)).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "K38")]
    public async Task StaticToken_WithoutAGrant_IsReturnedAndNotStored()
    {
        var test = VaultUnderTest.Over(await CreateEngineAsync(), staticToken: "personal");

        var token = await test.Vault.GetAccessTokenAsync("github", Token);

        (token.Secret.Reveal(), token.ExpiresAt).Should().Be(("personal", null));
        (await test.Vault.GetGrantAsync("github", Token)).Should().BeNull();
    }

    [Theory, Trait("Guarantee", "K38")]
    [InlineData(1, "stored")]
    [InlineData(-1, "personal")]
    public async Task StaticToken_BesideAGrant_IsUsedOnlyIfTheGrantExpired(int hours, string expected)
    {
        var test = VaultUnderTest.Over(await CreateEngineAsync(), staticToken: "personal");
        await test.Vault.SaveGrantAsync(
            "github", new NewGrant { AccessToken = new SecretString("stored"), ExpiresAt = DateTimeOffset.UtcNow.AddHours(hours) }, Token);

        (await test.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be(expected);
    }

    [Fact]
    public async Task DeleteAsync_CalledTwice_DeletesTheGrant()
    {
        var test = VaultUnderTest.Over(await CreateEngineAsync());
        await test.Vault.SaveGrantAsync("github", Grant(DateTimeOffset.UtcNow.AddHours(1)), Token);

        await test.Vault.DeleteAsync("github", Token);
        await test.Vault.DeleteAsync("github", Token);

        (await test.Vault.GetGrantAsync("github", Token)).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "K17")]
    public async Task GetAccessTokenAsync_OfUnreadableGrant_ThrowsAndDoesNotRefresh()
    {
        var refresher = new ScriptedRefresher(canMint: true);
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher);
        await test.WriteRawAsync(Writes.Create(test.Name, [new("accessToken", Values.Of(7))]), Token);

        var get = () => test.Vault.GetAccessTokenAsync("github", Token);

        (await get.Should().ThrowAsync<StateDataException>()).Which.FieldPath.Should().Be("accessToken");
        refresher.Calls.Should().Be(0);
    }

    [Theory, Trait("Guarantee", "P13")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("__x__")]
    public async Task EveryMethod_WithInvalidKey_ThrowsBeforeAnyCall(string key)
    {
        var test = VaultUnderTest.Over(await CreateEngineAsync());

        Func<Task>[] calls =
        [
            () => test.Vault.GetAccessTokenAsync(key, Token),
            () => test.Vault.GetGrantAsync(key, Token),
            () => test.Vault.SaveGrantAsync(key, Grant(DateTimeOffset.UtcNow), Token),
            () => test.Vault.DeleteAsync(key, Token),
        ];

        foreach (var call in calls)
        {
            await call.Should().ThrowAsync<ArgumentException>().WithParameterName(nameof(key));
        }

        test.Faults.Calls.Should().BeEmpty();
    }

    private static async Task<TokenGrant?> NextAsync(IAsyncEnumerator<TokenGrant?> watch)
    {
        (await watch.MoveNextAsync().AsTask().WaitAsync(Eventually.Patience, Token)).Should().BeTrue();
        return watch.Current;
    }

    private static NewGrant Grant(DateTimeOffset end) =>
        new() { AccessToken = new SecretString("access"), RefreshToken = new SecretString("refresh"), ExpiresAt = end };

    private static Task StoreRawAsync(VaultUnderTest test, Value? expiresAt) => test.WriteRawAsync(
        Writes.Create(
            test.Name,
            new Dictionary<string, Value?>
            {
                ["accessToken"] = Values.Of("theirs"),
                ["refreshToken"] = Values.Of("r"),
                ["expiresAt"] = expiresAt,
            }
                .Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Key, field.Value!)))
        .WithServerTime("updatedAt"),
        Token);
}
