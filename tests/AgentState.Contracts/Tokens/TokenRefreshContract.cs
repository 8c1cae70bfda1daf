using AgentState.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Contracts;

/// <summary>What every engine must make true of a refresh: one for all who ask, stored before anybody sees it, and no grant lost or overwritten.</summary>
public abstract class TokenRefreshContract : Contract
{
    private static readonly string[] Faults = ["lose-reply", "lose-request", "abort", "neighbour-before", "neighbour-and-lose-reply"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, bool> FaultPairs =>
        [.. new[] { true, false }.SelectMany(mint => Faults.SelectMany(first => Faults.Select(second => (first, second, mint))))];

    [Fact, Trait("Promise", "K4"), Trait("Promise", "K5")]
    public async Task ATokenThatRanOut_IsRefreshed_AndStoredBeforeItIsReturned()
    {
        var (test, refresher) = await WithGrantAsync();

        var token = await test.Vault.GetAccessTokenAsync("github", Token);

        token.Secret.Reveal().Should().Be("token-access-2");
        refresher.Calls.Should().Be(1);
        var grant = await test.Vault.GetGrantAsync("github", Token);
        (grant!.AccessToken, grant.RefreshToken!.Reveal()).Should().Be((token.Secret, "token-refresh-2"));
        (await test.Vault.GetAccessTokenAsync("github", Token)).Should().Be(token);
        refresher.Calls.Should().Be(1, "what is stored is good");
    }

    [Fact, Trait("Promise", "K1")]
    public async Task FiftyCallersAtOnce_AreServedByOneRefresh()
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

    [Fact, Trait("Promise", "K6")]
    public async Task ACallerWhoGoes_StopsNeitherTheRefreshNorTheOthers()
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
        (await leaving.Awaiting(call => call).Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(source.Token);
        goOn.SetResult();

        (await staying).Secret.Reveal().Should().Be("token-access-2");
        refresher.Calls.Should().Be(1);
    }

    [Fact, Trait("Promise", "K8")]
    public async Task AnAnswerWithoutARefreshToken_KeepsTheOneBefore()
    {
        var (test, refresher) = await WithGrantAsync();
        refresher.Rotates = false;

        await test.Vault.GetAccessTokenAsync("github", Token);

        var grant = await test.Vault.GetGrantAsync("github", Token);
        (grant!.AccessToken.Reveal(), grant.RefreshToken!.Reveal()).Should().Be(("token-access-2", "token-refresh-1"));
    }

    [Fact, Trait("Promise", "K9")]
    public async Task AGrantDeletedMeanwhile_IsNotBroughtBack()
    {
        var (test, refresher) = await WithGrantAsync();
        refresher.Next(() => VaultUnderTest.Over(test.Engine).Vault.DeleteAsync("github", Token));

        var get = () => test.Vault.GetAccessTokenAsync("github", Token);

        await get.Should().ThrowAsync<StateNotFoundException>();
        (await test.Vault.GetGrantAsync("github", Token)).Should().BeNull();
    }

    [Fact, Trait("Promise", "K9")]
    public async Task AGrantConsentedAnewMeanwhile_IsNotOverwritten_AndReturned()
    {
        var (test, refresher) = await WithGrantAsync();
        var anew = new NewGrant { AccessToken = new Secret("anew"), RefreshToken = new Secret("anew-refresh"), ExpiresAt = DateTimeOffset.UtcNow.AddHours(1) };
        refresher.Next(() => VaultUnderTest.Over(test.Engine).Vault.SaveGrantAsync("github", anew, Token));

        var token = await test.Vault.GetAccessTokenAsync("github", Token);

        token.Secret.Should().Be(anew.AccessToken);
        (await test.Vault.GetGrantAsync("github", Token))!.RefreshToken.Should().Be(anew.RefreshToken);
    }

    [Fact, Trait("Promise", "K4")]
    public async Task AnotherFieldChangedMeanwhile_DoesNotKeepTheNewPairFromBeingStored()
    {
        var (test, refresher) = await WithGrantAsync();
        refresher.Next(() => NoteAsync(test));

        await test.Vault.GetAccessTokenAsync("github", Token);

        (await test.Vault.GetGrantAsync("github", Token))!.AccessToken.Reveal().Should().Be("token-access-2");
        (await test.StoredAsync(Token)).Fields["note"].BooleanValue.Should().BeTrue();
    }

    [Theory, Trait("Promise", "K4"), Trait("Promise", "K38")]
    [MemberData(nameof(FaultPairs))]
    public async Task UnderFaults_TheServiceIsAskedOnce_AndWhatItGaveIsStored(string first, string second, bool mint)
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
            (await test.StoredAsync(Token)).Fields.Should().ContainKey("note", "a neighbour's write survives");
        }

        Fault Make(string fault) => fault switch
        {
            "lose-reply" => Fault.LoseReply,
            "lose-request" => Fault.LoseRequest,
            "abort" => Fault.Abort,
            "neighbour-before" => Fault.Before(MeddleAsync),
            _ => Fault.LoseReplyBehind(MeddleAsync),
        };

        // A neighbour writes to a grant that is there; it makes none.
        async Task MeddleAsync()
        {
            if ((await test.Engine.GetAsync([test.Name], Token))[0].Document is not null)
            {
                await NoteAsync(test);
                noted = true;
            }
        }
    }

    [Fact, Trait("Promise", "K5")]
    public async Task AGrantThatCannotBeStored_IsTold_KeptInThisProcess_AndStoredLater()
    {
        var (test, refresher) = await WithGrantAsync();
        refresher.Next(() => CutOff(test));
        var get = () => test.Vault.GetAccessTokenAsync("github", Token);

        (await get.Should().ThrowAsync<TokenRefreshException>()).Which.Message.Should().Contain("could not be stored");
        (await get()).Secret.Reveal().Should().Be("token-access-2", "it is good, whether it is stored or not");
        test.Faults.Otherwise = _ => null;
        (await get()).Secret.Reveal().Should().Be("token-access-2");

        refresher.Calls.Should().Be(1);
        (await test.Vault.GetGrantAsync("github", Token))!.RefreshToken!.Reveal().Should().Be("token-refresh-2");
    }

    [Fact, Trait("Promise", "K5")]
    public async Task AGrantThatCouldNotBeStored_IsStoredAtTheEnd()
    {
        var (test, refresher) = await WithGrantAsync();
        refresher.Next(() => CutOff(test));
        await test.Vault.Awaiting(vault => vault.GetAccessTokenAsync("github", Token)).Should().ThrowAsync<TokenRefreshException>();
        test.Faults.Otherwise = _ => null;

        await test.Vault.DisposeAsync();

        (await VaultUnderTest.Over(test.Engine).Vault.GetGrantAsync("github", Token))!.AccessToken.Reveal().Should().Be("token-access-2");
    }

    [Fact, Trait("Promise", "K5")]
    public async Task TheEnd_WaitsForARefreshUnderWay_AndItsGrantIsStored()
    {
        var (test, refresher) = await WithGrantAsync();
        var gate = new ServiceGate(refresher);
        var getting = test.Vault.GetAccessTokenAsync("github", Token);
        await gate.ArrivedAsync(Token, getting);

        var ending = test.Vault.DisposeAsync();
        gate.Open();
        await ending;

        getting.IsCompletedSuccessfully.Should().BeTrue();
        (await VaultUnderTest.Over(test.Engine).Vault.GetGrantAsync("github", Token))!.RefreshToken!.Reveal().Should().Be("token-refresh-2");
    }

    [Fact, Trait("Promise", "K7")]
    public async Task ARefusal_MarksTheGrant_AndTheServiceIsNotAskedAgain()
    {
        var (test, refresher) = await WithGrantAsync();
        refresher.Next(() => throw new ReauthorizationRequiredException("github"));
        var get = () => test.Vault.GetAccessTokenAsync("github", Token);

        await get.Should().ThrowAsync<ReauthorizationRequiredException>();
        await get.Should().ThrowAsync<ReauthorizationRequiredException>();

        refresher.Calls.Should().Be(1);
        var grant = await test.Vault.GetGrantAsync("github", Token);
        (grant!.State, grant.RefreshToken!.Reveal()).Should().Be((TokenState.NeedsReauthorization, "token-refresh-1"), "it is marked, and never deleted");
    }

    [Fact, Trait("Promise", "K7")]
    public async Task ARefusalOfATokenThatAnotherProgramHasUsed_ReturnsThatOnesToken()
    {
        var (test, refresher) = await WithGrantAsync();
        refresher.Next(() => test.SaveAsForeignerAsync(refresher.Consent(TimeSpan.FromHours(1)), Token));

        var token = await test.Vault.GetAccessTokenAsync("github", Token);

        token.Secret.Reveal().Should().Be("token-access-2", "the other's pair won");
        (await test.Vault.GetGrantAsync("github", Token))!.State.Should().Be(TokenState.Valid);
    }

    [Fact, Trait("Promise", "K12")]
    public async Task AFailureWhileTheTokenIsStillGood_ReturnsIt()
    {
        var refresher = new ScriptedRefresher();
        var options = new TokenOptions { RefreshSkew = TimeSpan.FromHours(2), WatchedKeys = 0 };
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher, options: options);
        await test.Vault.SaveGrantAsync("github", refresher.Consent(left: TimeSpan.FromHours(1)), Token);
        await test.WriteRawAsync(Writes.Patch(test.Name, [new("updatedAt", Values.Of(DateTimeOffset.UtcNow.AddHours(-10)))], ["updatedAt"]), Token);
        refresher.Next(() => throw new HttpRequestException("no network"));

        var token = await test.Vault.GetAccessTokenAsync("github", Token);

        token.Secret.Reveal().Should().Be("token-access-1");
        refresher.Calls.Should().Be(1, "a token within the skew is worth a try");
    }

    [Fact, Trait("Promise", "K16")]
    public async Task AFailureOfTheRefresher_IsTold_AndLeavesTheGrantAlone()
    {
        var (test, refresher) = await WithGrantAsync(new TokenOptions { ConfigurationPause = TimeSpan.Zero, RetryPause = TimeSpan.Zero, WatchedKeys = 0 });
        var before = await test.StoredAsync(Token);
        refresher.Next(() => throw new HttpRequestException("secret words", inner: null, System.Net.HttpStatusCode.BadGateway));
        refresher.Next(() => throw new TokenConfigurationException("github", "invalid_client"));
        var get = () => test.Vault.GetAccessTokenAsync("github", Token);

        (await get.Should().ThrowAsync<TokenRefreshException>()).Which.Message.Should().Contain("502").And.NotContain("secret words");
        await get.Should().ThrowAsync<TokenConfigurationException>();

        (await test.StoredAsync(Token)).Fields.Where(field => field.Key != "failure").Should().BeEquivalentTo(before.Fields);
        (await get()).Secret.Reveal().Should().Be("token-access-2");
    }

    [Fact, Trait("Promise", "K3")]
    public async Task ARefresherThatTakesTooLong_IsGivenUp_AndWhatItGivesInTheEnd_IsStored()
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

    [Fact, Trait("Promise", "K5")]
    public async Task TheEnd_WaitsForARefreshThatWasGivenUp_SinceItMayHaveUsedTheRefreshTokenUp()
    {
        var (test, refresher) = await WithGrantAsync(new TokenOptions { RefreshTimeout = TimeSpan.FromMilliseconds(100), WatchedKeys = 0 });
        var goOn = new TaskCompletionSource();
        refresher.Next(() => goOn.Task);
        await test.Vault.Awaiting(vault => vault.GetAccessTokenAsync("github", Token)).Should().ThrowAsync<TokenRefreshException>();

        var ending = test.Vault.DisposeAsync();
        ending.IsCompleted.Should().BeFalse();
        goOn.SetResult();
        await ending;

        (await VaultUnderTest.Over(test.Engine).Vault.GetGrantAsync("github", Token))!.RefreshToken!.Reveal().Should().Be("token-refresh-2");
    }

    // Nobody could move the clock for whoever is held up by this.
    [Fact, Trait("Promise", "K5")]
    public async Task TheEnd_DoesNotWaitForEver_ThoughTheClockStandsStill()
    {
        var refresher = new ScriptedRefresher();
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher, options: new TokenOptions { RefreshTimeout = TimeSpan.FromSeconds(10), WatchedKeys = 0 }, time: clock);
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

    [Fact, Trait("Promise", "K38")]
    public async Task ARefresherThatCanMint_Mints_OnceForAll_AndStoresIt()
    {
        var refresher = new ScriptedRefresher(canMint: true);
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher, staticToken: "personal");

        var tokens = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => test.Vault.GetAccessTokenAsync("github", Token), Token)));

        tokens.Distinct().Should().ContainSingle().Which.Secret.Reveal().Should().Be("token-access-1");
        refresher.Calls.Should().Be(1);
        (await test.StoredAsync(Token)).Fields.Keys.Should().BeEquivalentTo("accessToken", "refreshToken", "expiresAt", "updatedAt");
    }

    [Fact, Trait("Promise", "K38")]
    public async Task AMintedTokenThatRanOut_IsMintedAgain()
    {
        var refresher = new ScriptedRefresher(canMint: true) { Rotates = false, Lifetime = TimeSpan.FromSeconds(-1) };
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher);
        await test.Vault.SaveGrantAsync("github", new NewGrant { AccessToken = new Secret("old"), ExpiresAt = DateTimeOffset.UtcNow.AddHours(-1) }, Token);
        refresher.Lifetime = TimeSpan.FromHours(1);

        var token = await test.Vault.GetAccessTokenAsync("github", Token);

        token.Secret.Reveal().Should().Be("token-access-1");
        refresher.Calls.Should().Be(1);
    }

    [Fact, Trait("Promise", "K10"), Trait("Promise", "K34")]
    public async Task TheServiceIsAsked_WhileNoCallToTheDatabaseIsUnderWay()
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

    private static Task NoteAsync(VaultUnderTest test) => test.WriteRawAsync(Writes.Patch(test.Name, [new("note", Values.Of(true))], ["note"]), Token);

    private async Task<(VaultUnderTest Test, ScriptedRefresher Refresher)> WithGrantAsync(TokenOptions? options = null)
    {
        var refresher = new ScriptedRefresher();
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher, options: options);
        await test.Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        return (test, refresher);
    }
}
