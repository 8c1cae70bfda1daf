using AgentState.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Contracts;

/// <summary>
/// Tests that every engine must pass: callers share one refresh, its pair is stored before it is returned, and no grant is lost or
/// overwritten.
/// </summary>
public abstract class TokenRefreshContract : Contract
{
    private static readonly string[] Faults = ["lose-reply", "lose-request", "abort", "neighbour-before", "neighbour-and-lose-reply"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, bool> FaultPairs =>
        [.. new[] { true, false }.SelectMany(mint => Faults.SelectMany(first => Faults.Select(second => (first, second, mint))))];

    [Fact, Trait("Guarantee", "K4"), Trait("Guarantee", "K5")]
    public async Task GetAccessTokenAsync_OfExpiredToken_StoresTheNewOneAndReturnsIt()
    {
        var (test, refresher) = await WithGrantAsync();

        var token = await test.Vault.GetAccessTokenAsync("github", Token);

        token.Secret.Reveal().Should().Be("token-access-2");
        refresher.Calls.Should().Be(1);
        var grant = await test.Vault.GetGrantAsync("github", Token);
        (grant!.AccessToken, grant.RefreshToken!.Reveal()).Should().Be((token.Secret, "token-refresh-2"));
        (await test.Vault.GetAccessTokenAsync("github", Token)).Should().Be(token);
        refresher.Calls.Should().Be(1, "the stored token is valid");
    }

    [Fact, Trait("Guarantee", "K1")]
    public async Task GetAccessTokenAsync_FiftyAtOnce_RefreshOnce()
    {
        var (test, refresher) = await WithGrantAsync();
        var arrived = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        refresher.Next(() =>
        {
            arrived.SetResult();
            return goOn.Task;
        });

        var callers = Enumerable.Range(0, 50).Select(_ => Task.Run(() => test.Vault.GetAccessTokenAsync("github", Token), Token)).ToList();
        await arrived.Task.WaitAsync(Eventually.Patience, Token);
        goOn.SetResult();
        var tokens = await Task.WhenAll(callers);

        tokens.Distinct().Should().ContainSingle();
        refresher.Calls.Should().Be(1);
    }

    [Fact, Trait("Guarantee", "K6")]
    public async Task GetAccessTokenAsync_WhenOneCallerCancels_TheRefreshContinues()
    {
        var (test, refresher) = await WithGrantAsync();
        var arrived = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        refresher.Next(() =>
        {
            arrived.SetResult();
            return goOn.Task;
        });
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var leaving = test.Vault.GetAccessTokenAsync("github", source.Token);
        await arrived.Task.WaitAsync(Eventually.Patience, Token);
        var staying = test.Vault.GetAccessTokenAsync("github", Token);

        await source.CancelAsync();
        (await leaving.Awaiting(call => call).Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken
            .Should().Be(source.Token);
        goOn.SetResult();

        (await staying).Secret.Reveal().Should().Be("token-access-2");
        refresher.Calls.Should().Be(1);
    }

    [Fact, Trait("Guarantee", "K8")]
    public async Task Refresh_WithoutANewRefreshToken_KeepsTheOldOne()
    {
        var (test, refresher) = await WithGrantAsync();
        refresher.Rotates = false;

        await test.Vault.GetAccessTokenAsync("github", Token);

        var grant = await test.Vault.GetGrantAsync("github", Token);
        (grant!.AccessToken.Reveal(), grant.RefreshToken!.Reveal()).Should().Be(("token-access-2", "token-refresh-1"));
    }

    [Fact, Trait("Guarantee", "K9")]
    public async Task Refresh_OfAGrantDeletedDuringIt_DoesNotRestoreIt()
    {
        var (test, refresher) = await WithGrantAsync();
        refresher.Next(() => VaultUnderTest.Over(test.Engine).Vault.DeleteAsync("github", Token));

        var get = () => test.Vault.GetAccessTokenAsync("github", Token);

        await get.Should().ThrowAsync<StateNotFoundException>();
        (await test.Vault.GetGrantAsync("github", Token)).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "K9")]
    public async Task Refresh_WhenANewGrantIsSavedDuringIt_ReturnsTheSavedToken()
    {
        var (test, refresher) = await WithGrantAsync();
        var saved = new NewGrant
        {
            AccessToken = new SecretString("saved"),
            RefreshToken = new SecretString("saved-refresh"),
            ExpiresAt = DateTimeOffset.UtcNow.AddHours(1),
        };
        refresher.Next(() => VaultUnderTest.Over(test.Engine).Vault.SaveGrantAsync("github", saved, Token));

        var token = await test.Vault.GetAccessTokenAsync("github", Token);

        token.Secret.Should().Be(saved.AccessToken);
        (await test.Vault.GetGrantAsync("github", Token))!.RefreshToken.Should().Be(saved.RefreshToken);
    }

    [Fact, Trait("Guarantee", "K4")]
    public async Task Refresh_WhenAnotherFieldChangesDuringIt_StoresTheNewPair()
    {
        var (test, refresher) = await WithGrantAsync();
        refresher.Next(() => NoteAsync(test));

        await test.Vault.GetAccessTokenAsync("github", Token);

        (await test.Vault.GetGrantAsync("github", Token))!.AccessToken.Reveal().Should().Be("token-access-2");
        (await test.StoredAsync(Token)).Fields["note"].BooleanValue.Should().BeTrue();
    }

    [Theory, Trait("Guarantee", "K4"), Trait("Guarantee", "K38")]
    [MemberData(nameof(FaultPairs))]
    public async Task Refresh_UnderFaults_CallsTheServiceOnceAndStoresTheResult(string first, string second, bool mint)
    {
        var refresher = new ScriptedRefresher(canMint: mint);
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher);
        if (!mint)
        {
            await test.Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        }

        var noted = false;
        test.Faults.Next(Verb.Commit, Make(first), Make(second));

        var token = await test.Vault.GetAccessTokenAsync("github", Token);

        refresher.Calls.Should().Be(1);
        (await test.Vault.GetGrantAsync("github", Token))!.AccessToken.Should().Be(token.Secret);
        if (noted)
        {
            (await test.StoredAsync(Token)).Fields.Should().ContainKey("note", "a concurrent write survives");
        }

        Fault Make(string fault) => fault switch
        {
            "lose-reply" => Fault.LoseReply,
            "lose-request" => Fault.LoseRequest,
            "abort" => Fault.Abort,
            "neighbour-before" => Fault.Before(MeddleAsync),
            _ => Fault.LoseReplyBehind(MeddleAsync),
        };

        // The concurrent write changes only an existing grant.
        async Task MeddleAsync()
        {
            if ((await test.Engine.GetAsync([test.Name], Token))[0].Document is not null)
            {
                await NoteAsync(test);
                noted = true;
            }
        }
    }

    [Fact, Trait("Guarantee", "K5")]
    public async Task Refresh_WhenStoringFails_ThrowsKeepsThePairAndStoresItLater()
    {
        var (test, refresher) = await WithGrantAsync();
        refresher.Next(() => CutOff(test));
        var get = () => test.Vault.GetAccessTokenAsync("github", Token);

        (await get.Should().ThrowAsync<TokenRefreshException>()).Which.Message.Should().Contain("could not be stored");
        (await get()).Secret.Reveal().Should().Be("token-access-2", "the new token is valid even if it is not stored");
        test.Faults.Otherwise = _ => null;
        (await get()).Secret.Reveal().Should().Be("token-access-2");

        refresher.Calls.Should().Be(1);
        (await test.Vault.GetGrantAsync("github", Token))!.RefreshToken!.Reveal().Should().Be("token-refresh-2");
    }

    [Fact, Trait("Guarantee", "K5")]
    public async Task DisposeAsync_WithAnUnstoredGrant_StoresIt()
    {
        var (test, refresher) = await WithGrantAsync();
        refresher.Next(() => CutOff(test));
        await test.Vault.Awaiting(vault => vault.GetAccessTokenAsync("github", Token)).Should().ThrowAsync<TokenRefreshException>();
        test.Faults.Otherwise = _ => null;

        await test.Vault.DisposeAsync();

        (await VaultUnderTest.Over(test.Engine).Vault.GetGrantAsync("github", Token))!.AccessToken.Reveal().Should().Be("token-access-2");
    }

    [Fact, Trait("Guarantee", "K5")]
    public async Task DisposeAsync_DuringARefresh_WaitsAndStoresItsGrant()
    {
        var (test, refresher) = await WithGrantAsync();
        var gate = new ServiceGate(refresher);
        var getting = test.Vault.GetAccessTokenAsync("github", Token);
        await gate.ArrivedAsync(Token, getting);

        var ending = test.Vault.DisposeAsync();
        gate.Open();
        await ending;

        getting.IsCompletedSuccessfully.Should().BeTrue();
        (await VaultUnderTest.Over(test.Engine).Vault.GetGrantAsync("github", Token))!.RefreshToken!.Reveal()
            .Should().Be("token-refresh-2");
    }

    [Fact, Trait("Guarantee", "K7")]
    public async Task Refresh_WhenRefused_MarksTheGrantAndIsNotRepeated()
    {
        var (test, refresher) = await WithGrantAsync();
        refresher.Next(() => throw new ReauthorizationRequiredException("github"));
        var get = () => test.Vault.GetAccessTokenAsync("github", Token);

        await get.Should().ThrowAsync<ReauthorizationRequiredException>();
        await get.Should().ThrowAsync<ReauthorizationRequiredException>();

        refresher.Calls.Should().Be(1);
        var grant = await test.Vault.GetGrantAsync("github", Token);
        (grant!.State, grant.RefreshToken!.Reveal())
            .Should().Be((TokenState.NeedsReauthorization, "token-refresh-1"), "the grant is marked, not deleted");
    }

    [Fact, Trait("Guarantee", "K7")]
    public async Task Refresh_WhenAnotherClientUsedTheToken_ReturnsThatClientsToken()
    {
        var (test, refresher) = await WithGrantAsync();
        refresher.Next(() => test.SaveAsForeignerAsync(refresher.Consent(TimeSpan.FromHours(1)), Token));

        var token = await test.Vault.GetAccessTokenAsync("github", Token);

        token.Secret.Reveal().Should().Be("token-access-2", "the pair of the other client won");
        (await test.Vault.GetGrantAsync("github", Token))!.State.Should().Be(TokenState.Valid);
    }

    [Fact, Trait("Guarantee", "K12")]
    public async Task Refresh_WhenItFailsOnAValidToken_ReturnsThatToken()
    {
        var refresher = new ScriptedRefresher();
        var options = new TokenOptions { RefreshSkew = TimeSpan.FromHours(2), WatchedKeys = 0 };
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher, options: options);
        await test.Vault.SaveGrantAsync("github", refresher.Consent(left: TimeSpan.FromHours(1)), Token);
        await test.WriteRawAsync(
            Writes.Patch(test.Name, [new("updatedAt", Values.Of(DateTimeOffset.UtcNow.AddHours(-10)))], ["updatedAt"]), Token);
        refresher.Next(() => throw new HttpRequestException("no network"));

        var token = await test.Vault.GetAccessTokenAsync("github", Token);

        token.Secret.Reveal().Should().Be("token-access-1");
        refresher.Calls.Should().Be(1, "a token within RefreshSkew is refreshed");
    }

    [Fact, Trait("Guarantee", "K16")]
    public async Task Refresh_WhenTheRefresherFails_ThrowsAndKeepsTheGrant()
    {
        var (test, refresher) = await WithGrantAsync(
            new TokenOptions { ConfigurationPause = TimeSpan.Zero, RetryPause = TimeSpan.Zero, WatchedKeys = 0 });
        var before = await test.StoredAsync(Token);
        refresher.Next(() => throw new HttpRequestException("secret words", inner: null, System.Net.HttpStatusCode.BadGateway));
        refresher.Next(() => throw new TokenConfigurationException("github", "invalid_client"));
        var get = () => test.Vault.GetAccessTokenAsync("github", Token);

        (await get.Should().ThrowAsync<TokenRefreshException>()).Which.Message.Should().Contain("502").And.NotContain("secret words");
        await get.Should().ThrowAsync<TokenConfigurationException>();

        (await test.StoredAsync(Token)).Fields.Where(field => field.Key != "failure").Should().BeEquivalentTo(before.Fields);
        (await get()).Secret.Reveal().Should().Be("token-access-2");
    }

    [Fact, Trait("Guarantee", "K3")]
    public async Task Refresh_AfterItsTimeout_ThrowsAndStoresTheLateResult()
    {
        var (test, refresher) = await WithGrantAsync(new TokenOptions { RefreshTimeout = TimeSpan.FromMilliseconds(100), WatchedKeys = 0 });
        var goOn = new TaskCompletionSource();
        var stored = new TaskCompletionSource();
        refresher.Next(() => goOn.Task);

        await test.Vault.Awaiting(vault => vault.GetAccessTokenAsync("github", Token)).Should().ThrowAsync<TokenRefreshException>();
        test.Faults.Next(Verb.Commit, Fault.After(() =>
        {
            stored.SetResult();
            return Task.CompletedTask;
        }));
        goOn.SetResult();
        await stored.Task.WaitAsync(Eventually.Patience, Token);

        (await test.Vault.GetGrantAsync("github", Token))!.RefreshToken!.Reveal().Should().Be("token-refresh-2");
    }

    [Fact, Trait("Guarantee", "K5")]
    public async Task DisposeAsync_AfterARefreshTimedOut_WaitsForItsLateResult()
    {
        var (test, refresher) = await WithGrantAsync(new TokenOptions { RefreshTimeout = TimeSpan.FromMilliseconds(100), WatchedKeys = 0 });
        var goOn = new TaskCompletionSource();
        refresher.Next(() => goOn.Task);
        await test.Vault.Awaiting(vault => vault.GetAccessTokenAsync("github", Token)).Should().ThrowAsync<TokenRefreshException>();

        var ending = test.Vault.DisposeAsync();
        ending.IsCompleted.Should().BeFalse();
        goOn.SetResult();
        await ending;

        (await VaultUnderTest.Over(test.Engine).Vault.GetGrantAsync("github", Token))!.RefreshToken!.Reveal()
            .Should().Be("token-refresh-2");
    }

    // If disposal waited by this clock, nothing could advance it.
    [Fact, Trait("Guarantee", "K5")]
    public async Task DisposeAsync_WithAStoppedClock_StillCompletes()
    {
        var refresher = new ScriptedRefresher();
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var test = VaultUnderTest.Over(
            await CreateEngineAsync(),
            refresher,
            options: new TokenOptions { RefreshTimeout = TimeSpan.FromSeconds(10), WatchedKeys = 0 },
            time: clock);
        await test.Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        var arrived = new TaskCompletionSource();
        refresher.Next(() =>
        {
            arrived.SetResult();
            return new TaskCompletionSource().Task;
        });
        var getting = test.Vault.GetAccessTokenAsync("github", Token);
        await arrived.Task.WaitAsync(Eventually.Patience, Token);
        clock.Advance(TimeSpan.FromSeconds(10));
        await FluentActions.Awaiting(() => getting).Should().ThrowAsync<TokenRefreshException>();

        await test.Vault.DisposeAsync().AsTask().WaitAsync(Eventually.Patience, Token);
    }

    [Fact, Trait("Guarantee", "K38")]
    public async Task GetAccessTokenAsync_WithAMintingRefresher_MintsOnceAndStores()
    {
        var refresher = new ScriptedRefresher(canMint: true);
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher, staticToken: "personal");

        var tokens = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => Task.Run(() => test.Vault.GetAccessTokenAsync("github", Token), Token)));

        tokens.Distinct().Should().ContainSingle().Which.Secret.Reveal().Should().Be("token-access-1");
        refresher.Calls.Should().Be(1);
        (await test.StoredAsync(Token)).Fields.Keys.Should().BeEquivalentTo("accessToken", "refreshToken", "expiresAt", "updatedAt");
    }

    [Fact, Trait("Guarantee", "K38")]
    public async Task GetAccessTokenAsync_OfExpiredMintedToken_MintsAgain()
    {
        var refresher = new ScriptedRefresher(canMint: true) { Rotates = false, Lifetime = TimeSpan.FromSeconds(-1) };
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher);
        await test.Vault.SaveGrantAsync(
            "github", new NewGrant { AccessToken = new SecretString("old"), ExpiresAt = DateTimeOffset.UtcNow.AddHours(-1) }, Token);
        refresher.Lifetime = TimeSpan.FromHours(1);

        var token = await test.Vault.GetAccessTokenAsync("github", Token);

        token.Secret.Reveal().Should().Be("token-access-1");
        refresher.Calls.Should().Be(1);
    }

    [Fact, Trait("Guarantee", "K10"), Trait("Guarantee", "K34")]
    public async Task Refresh_CallingTheService_HasNoDatabaseCallInFlight()
    {
        var (test, refresher) = await WithGrantAsync();
        IReadOnlyList<Verb>? before = null;
        refresher.Next(() =>
        {
            before = test.Faults.Calls;
            return Task.CompletedTask;
        });

        await test.Vault.GetAccessTokenAsync("github", Token);

        before.Should().Equal(Verb.Commit, Verb.Get, Verb.Commit);
        test.Faults.Calls.Skip(before!.Count).Should().Equal(Verb.Commit);
    }

    private static Task CutOff(VaultUnderTest test)
    {
        test.Faults.Otherwise = verb => verb is Verb.Commit ? Fault.LoseRequest : null;
        return Task.CompletedTask;
    }

    private static Task NoteAsync(VaultUnderTest test) =>
        test.WriteRawAsync(Writes.Patch(test.Name, [new("note", Values.Of(true))], ["note"]), Token);

    private async Task<(VaultUnderTest Test, ScriptedRefresher Refresher)> WithGrantAsync(TokenOptions? options = null)
    {
        var refresher = new ScriptedRefresher();
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher, options: options);
        await test.Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        return (test, refresher);
    }
}
