using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: processes refresh one at a time, and a late process does no damage.</summary>
public abstract class TokenLeaseContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool> Losses =>
        [
            .. new[] { true, false }.SelectMany(
                mint => new[] { "lease reply", "save reply", "both" }.Select(loss => (loss, mint))),
        ];

    [Theory, Trait("Guarantee", "K1"), Trait("Guarantee", "K2"), Trait("Guarantee", "K38")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refresh_ByFourProcessesAtOnce_CallsTheServiceOnce(bool mint)
    {
        var refresher = new ScriptedRefresher(canMint: mint);
        var processes = await ProcessesAsync(4, refresher);
        if (!mint)
        {
            await processes[0].Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        }

        var gate = new ServiceGate(refresher);
        var callers = processes.SelectMany(
            process => Enumerable.Range(0, 5).Select(_ => process.Vault.GetAccessTokenAsync("github", Token))).ToList();
        await gate.ArrivedAsync(Token, callers);
        gate.Open();
        var tokens = await Task.WhenAll(callers);

        tokens.Distinct().Should().ContainSingle();
        refresher.Calls.Should().Be(1);
        (await processes[0].StoredAsync(Token)).Fields.Keys
            .Should().BeEquivalentTo("accessToken", "refreshToken", "expiresAt", "updatedAt");
    }

    [Theory, Trait("Guarantee", "K1"), Trait("Guarantee", "K2"), Trait("Guarantee", "K4")]
    [MemberData(nameof(Losses))]
    public async Task Refresh_WithLostReplies_CallsTheServiceOnceForAllProcesses(string loss, bool mint)
    {
        var refresher = new ScriptedRefresher(canMint: mint);
        var processes = await ProcessesAsync(2, refresher);
        if (!mint)
        {
            await processes[0].Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        }

        var gate = new ServiceGate(refresher);
        processes[0].Faults.Next(
            Verb.Commit, loss is "save reply" ? null : Fault.LoseReply, loss is "lease reply" ? null : Fault.LoseReply);
        var first = processes[0].Vault.GetAccessTokenAsync("github", Token);
        await gate.ArrivedAsync(Token, first);
        var second = processes[1].Vault.GetAccessTokenAsync("github", Token);
        gate.Open();

        (await first).Should().Be(await second);
        refresher.Calls.Should().Be(1);
    }

    [Fact, Trait("Guarantee", "K3"), Trait("Guarantee", "K17")]
    public async Task Lease_DuringARefresh_ChangesOnlyTheRefreshField()
    {
        var (process, refresher) = await WithGrantAsync();
        var before = await process.StoredAsync(Token);
        Document? duringRefresh = null;
        refresher.Next(async () => duringRefresh = await process.StoredAsync(Token));

        await process.Vault.GetAccessTokenAsync("github", Token);

        var lease = duringRefresh!.Fields["refresh"].MapValue.Fields;
        lease["owner"].StringValue.Should().NotBeEmpty();
        lease["epoch"].IntegerValue.Should().Be(1);
        lease["until"].TimestampValue.ToDateTimeOffset()
            .Should().BeCloseTo(duringRefresh.UpdateTime.ToDateTimeOffset().AddSeconds(80), TimeSpan.FromSeconds(30));
        duringRefresh.Fields.Where(field => field.Key != "refresh")
            .Should().BeEquivalentTo(before.Fields, "updatedAt changes only with a new pair");
    }

    [Fact, Trait("Guarantee", "K38"), Trait("Guarantee", "K17")]
    public async Task FirstMint_WhileInProgress_LooksExpiredToOtherClients()
    {
        var refresher = new ScriptedRefresher(canMint: true);
        var processes = await ProcessesAsync(2, refresher);
        TokenGrant? grant = null;
        Document? document = null;
        refresher.Next(async () =>
        {
            grant = await processes[1].Vault.GetGrantAsync("github", Token);
            document = await processes[0].StoredAsync(Token);
        });

        await processes[0].Vault.GetAccessTokenAsync("github", Token);

        grant.Should().BeNull();
        document!.Fields.Keys.Should().BeEquivalentTo("accessToken", "refreshToken", "expiresAt", "updatedAt", "refresh");
        (document.Fields["accessToken"].StringValue, document.Fields["refreshToken"].StringValue).Should().Be(("", ""));
        document.Fields["expiresAt"].TimestampValue.ToDateTimeOffset().Should().BeBefore(DateTimeOffset.UtcNow);
    }

    [Fact, Trait("Guarantee", "K1"), Trait("Guarantee", "K3"), Trait("Guarantee", "K7")]
    public async Task Lease_OfOwnerThatDiedAfterTheReply_IsTakenOverAndLossReported()
    {
        var (dying, refresher) = await WithGrantAsync();
        var other = VaultUnderTest.Over(dying.Engine, refresher);

        // The service rotates the refresh token, but its reply never arrives.
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        refresher.Next(() =>
        {
            refresher.Consent();
            called.SetResult();
            return Task.Delay(Timeout.Infinite, Token);
        });
        var abandoned = dying.Vault.GetAccessTokenAsync("github", Token);
        await called.Task.WaitAsync(Eventually.Patience, Token).WhileAsync(abandoned);
        var waiting = other.Vault.GetAccessTokenAsync("github", Token);
        await dying.RunLeaseOutAsync(Token);

        await waiting.Awaiting(call => call).Should().ThrowAsync<ReauthorizationRequiredException>();
        refresher.Calls.Should().Be(2, "exactly one more call is made");
        (await other.Vault.GetGrantAsync("github", Token))!.State.Should().Be(TokenState.NeedsReauthorization);
        (await other.EntriesAsync(Token)).Should().ContainSingle(entry => entry.Action == "token.reauthorization.needed")
            .Which.Details.ToDictionary()["epoch"].Should().Be(2L, "the lease was taken over");
    }

    [Fact, Trait("Guarantee", "K3")]
    public async Task Lease_OfOwnerThatDiedBeforeTheCall_IsTakenOverWithoutLoss()
    {
        var (dead, refresher) = await WithGrantAsync();
        var lease = new RefreshLease("dead", 7, DateTimeOffset.UtcNow.AddMinutes(1));
        await dead.WriteRawAsync(Writes.Patch(dead.Name, [new("refresh", TokenExtras.Of(lease))], ["refresh"]), Token);
        var waiting = VaultUnderTest.Over(dead.Engine, refresher).Vault.GetAccessTokenAsync("github", Token);

        await dead.RunLeaseOutAsync(Token);

        (await waiting).Secret.Reveal().Should().Be("token-access-2");
        (await dead.Vault.GetGrantAsync("github", Token))!.State.Should().Be(TokenState.Valid);
        (await dead.EntriesAsync(Token))[^1].Details.ToDictionary()["epoch"].Should().Be(8L);
    }

    [Fact, Trait("Guarantee", "K3"), Trait("Guarantee", "K37")]
    public async Task Lease_WithoutListenerEvents_ExpiresByDatabaseTime()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var refresher = new ScriptedRefresher();
        var process = VaultUnderTest.Over(await CreateEngineAsync(), refresher, time: time);
        await process.Vault.SaveGrantAsync("github", refresher.Consent(TimeSpan.FromDays(-1)), Token);
        var lease = new RefreshLease("dead", 1, DateTimeOffset.UtcNow.AddMinutes(30));
        await process.WriteRawAsync(Writes.Patch(process.Name, [new("refresh", TokenExtras.Of(lease))], ["refresh"]), Token);

        var waiting = process.Vault.GetAccessTokenAsync("github", Token);
        while (process.Stack.Clock.Now < lease.ExpiresAt)
        {
            time.Advance(TimeSpan.FromSeconds(10));
        }

        // The wait is measured, then its timer is started. If the clock moved on in between, the timer ends only when it moves on again.
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!waiting.IsCompleted && await pulse.WaitForNextTickAsync(Token))
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        (await waiting).Secret.Reveal().Should().Be("token-access-2");
        refresher.Calls.Should().Be(1);
    }

    [Fact, Trait("Guarantee", "K3")]
    public async Task LatePair_AfterALeaseTakeover_IsStoredAsUnverified()
    {
        var (late, refresher) = await WithGrantAsync();
        refresher.Next(() => TakeOverAsync(late));

        var token = await late.Vault.GetAccessTokenAsync("github", Token);

        token.Secret.Reveal().Should().Be("token-access-2");
        var grant = await late.Vault.GetGrantAsync("github", Token);
        (grant!.State, grant.RefreshToken!.Reveal()).Should().Be((TokenState.Unverified, "token-refresh-2"));
        (await late.StoredAsync(Token)).Fields["refresh"].MapValue.Fields["owner"].StringValue
            .Should().Be("successor", "the successor keeps its lease");
        (await late.EntriesAsync(Token))[^1].Details.ToDictionary()["outcome"].Should().Be("unverified");
    }

    [Fact, Trait("Guarantee", "K3")]
    public async Task SuccessorsPair_OverAnUnverifiedPair_ReplacesIt()
    {
        var (late, refresher) = await WithGrantAsync();
        var gate = new ServiceGate(refresher);
        var slow = late.Vault.GetAccessTokenAsync("github", Token);
        await gate.ArrivedAsync(Token, slow);
        await late.RunLeaseOutAsync(Token);
        var theirs = new ScriptedRefresher("theirs", canMint: true);
        theirs.Next(() =>
        {
            gate.Open();
            return slow;
        });
        var minting = VaultUnderTest.Over(late.Engine, new MintsAlways(theirs));
        var token = await minting.Vault.GetAccessTokenAsync("github", Token);

        (await slow).Secret.Reveal().Should().Be("token-access-2");
        token.Secret.Reveal().Should().Be("theirs-access-1");
        var grant = await minting.Vault.GetGrantAsync("github", Token);
        (grant!.AccessToken, grant.State).Should().Be((token.Secret, TokenState.Valid));
    }

    [Fact, Trait("Guarantee", "K3"), Trait("Guarantee", "K7")]
    public async Task Refusal_AfterALeaseTakeover_MarksNothingAndWaits()
    {
        var (late, refresher) = await WithGrantAsync();
        refresher.Next(async () =>
        {
            await TakeOverAsync(late);
            throw new ReauthorizationRequiredException("github");
        });
        var getting = late.Vault.GetAccessTokenAsync("github", Token);
        await Eventually.TrueAsync(() => late.Faults.Calls.Contains(Verb.Listen), Eventually.Patience, Token).WhileAsync(getting);

        (await late.Vault.GetGrantAsync("github", Token))!.State.Should().Be(TokenState.Valid);
        await late.SaveAsForeignerAsync(refresher.Consent(TimeSpan.FromHours(1)), Token);

        (await getting).Secret.Reveal().Should().Be("token-access-2");
    }

    [Fact, Trait("Guarantee", "K3"), Trait("Guarantee", "K37")]
    public async Task Lease_WithTooLittleTimeLeft_IsReturnedAndTakenAgain()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var refresher = new ScriptedRefresher();
        var process = VaultUnderTest.Over(await CreateEngineAsync(), refresher, time: time);
        await process.Vault.SaveGrantAsync("github", refresher.Consent(TimeSpan.FromDays(-1)), Token);
        process.Faults.Next(Verb.Commit, Fault.After(() =>
        {
            time.Advance(TimeSpan.FromSeconds(41));
            return Task.CompletedTask;
        }));
        var commits = process.Faults.Calls.Count(verb => verb is Verb.Commit);
        var before = 0;
        refresher.Next(() =>
        {
            before = process.Faults.Calls.Count(verb => verb is Verb.Commit) - commits;
            return Task.CompletedTask;
        });

        await process.Vault.GetAccessTokenAsync("github", Token);

        before.Should().Be(3, "the lease was taken, released and taken again");
        refresher.Calls.Should().Be(1);
    }

    [Fact, Trait("Guarantee", "K3")]
    public async Task Lease_WithAnUnknownOutcome_DoesNotBlockItsOwnProcess()
    {
        var (process, refresher) = await WithGrantAsync();
        process.Faults.Next(Verb.Commit, Fault.LoseReply, Fault.LoseRequest, Fault.LoseRequest, Fault.LoseRequest);
        var get = () => process.Vault.GetAccessTokenAsync("github", Token);

        await get.Should().ThrowAsync<StateUnavailableException>();
        (await process.StoredAsync(Token)).Fields.Should().ContainKey("refresh", "the lease was taken, but its reply was lost");

        (await get()).Secret.Reveal().Should().Be("token-access-2");
        refresher.Calls.Should().Be(1);
    }

    [Theory, Trait("Guarantee", "K4"), Trait("Guarantee", "K17")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pair_MergedByAnotherClientDuringARefresh_IsKept(bool isRefused)
    {
        var (process, refresher) = await WithGrantAsync();
        refresher.Next(async () =>
        {
            await process.WriteRawAsync(
                Writes.Patch(
                    process.Name,
                    [
                        new("accessToken", Values.Of("theirs")),
                        new("refreshToken", Values.Of("theirs-refresh")),
                        new("expiresAt", Values.Of(DateTimeOffset.UtcNow.AddHours(1))),
                    ],
                    ["accessToken", "refreshToken", "expiresAt"]).WithServerTime("updatedAt"),
                Token);
            if (isRefused)
            {
                throw new ReauthorizationRequiredException("github");
            }
        });

        (await process.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("theirs");

        (await process.StoredAsync(Token)).Fields.Keys.Should().BeEquivalentTo("accessToken", "refreshToken", "expiresAt", "updatedAt");
    }

    [Fact, Trait("Guarantee", "K1")]
    public async Task Failure_OfTheLeaseOwner_IsReturnedToAllWaiters()
    {
        var refresher = new ScriptedRefresher();
        var processes = await ProcessesAsync(4, refresher);
        await processes[0].Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        var open = new TaskCompletionSource();
        refresher.Next(async () =>
        {
            await open.Task;
            throw new HttpRequestException("no network");
        });

        var callers = processes.Select(process => process.Vault.GetAccessTokenAsync("github", Token)).ToList();
        await Eventually.TrueAsync(
            () => processes.Sum(process => process.Faults.Calls.Count(verb => verb is Verb.Listen)) >= 3,
            Eventually.Patience,
            Token).WhileAsync(callers);
        open.SetResult();

        foreach (var caller in callers)
        {
            await caller.Awaiting(call => call).Should().ThrowAsync<TokenRefreshException>();
        }

        await processes[3].Vault.Awaiting(vault => vault.GetAccessTokenAsync("github", Token))
            .Should().ThrowAsync<TokenRefreshException>("the pause is shared");
        refresher.Calls.Should().Be(1);
    }

    [Fact, Trait("Guarantee", "K14"), Trait("Guarantee", "K27")]
    public async Task ValidToken_DuringAnotherProcessesRefresh_IsReturnedAtOnce()
    {
        var refresher = new ScriptedRefresher();
        var options = new TokenOptions { RefreshSkew = TimeSpan.FromHours(2), WatchedKeys = 0 };
        var engine = await CreateEngineAsync();
        var (owner, other) =
            (VaultUnderTest.Over(engine, refresher, options: options), VaultUnderTest.Over(engine, refresher, options: options));
        await owner.Vault.SaveGrantAsync("github", refresher.Consent(TimeSpan.FromHours(1)), Token);
        await owner.WriteRawAsync(
            Writes.Patch(owner.Name, [new("updatedAt", Values.Of(DateTimeOffset.UtcNow.AddHours(-10)))], ["updatedAt"]), Token);
        var gate = new ServiceGate(refresher);
        var getting = owner.Vault.GetAccessTokenAsync("github", Token);
        await gate.ArrivedAsync(Token, getting);

        var token = await other.Vault.GetAccessTokenAsync("github", Token);
        gate.Open();

        token.Secret.Reveal().Should().Be("token-access-1");
        (await getting).Secret.Reveal().Should().Be("token-access-2");
    }

    [Fact, Trait("Guarantee", "K9"), Trait("Guarantee", "K38")]
    public async Task Mint_WhenTheKeyIsDeletedDuringIt_MintsAgain()
    {
        var refresher = new ScriptedRefresher(canMint: true);
        var processes = await ProcessesAsync(2, refresher);
        refresher.Next(() => processes[1].Vault.DeleteAsync("github", Token));

        var token = await processes[0].Vault.GetAccessTokenAsync("github", Token);

        token.Secret.Reveal().Should().Be("token-access-2", "it was minted again after the deletion");
        (await processes[1].Vault.GetGrantAsync("github", Token))!.AccessToken.Should().Be(token.Secret);
    }

    // Another process takes the expired lease.
    private static Task TakeOverAsync(VaultUnderTest test) => test.WriteRawAsync(
        Writes.Patch(
            test.Name,
            [new("refresh", TokenExtras.Of(new RefreshLease("successor", 2, DateTimeOffset.UtcNow.AddMinutes(1))))],
            ["refresh"]),
        Token);

    private async Task<IReadOnlyList<VaultUnderTest>> ProcessesAsync(int count, ScriptedRefresher refresher)
    {
        var engine = await CreateEngineAsync();
        return [.. Enumerable.Range(0, count).Select(_ => VaultUnderTest.Over(engine, refresher))];
    }

    private async Task<(VaultUnderTest Process, ScriptedRefresher Refresher)> WithGrantAsync()
    {
        var refresher = new ScriptedRefresher();
        var process = (await ProcessesAsync(1, refresher))[0];
        await process.Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        return (process, refresher);
    }

    private sealed class MintsAlways(ITokenRefresher inner) : ITokenRefresher
    {
        public bool CanMint => true;

        public Task<NewGrant> RefreshAsync(string key, TokenGrant? current, CancellationToken cancellationToken) =>
            inner.RefreshAsync(key, current: null, cancellationToken);
    }
}
