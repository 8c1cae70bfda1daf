using AgentState.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: the token cache makes no call for a fresh token, and soon drops an invalid one.</summary>
public abstract class TokenCacheContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "K14"), Trait("Guarantee", "K11")]
    public async Task GetAccessTokenAsync_OfCachedToken_MakesNoCall()
    {
        var test = VaultUnderTest.Over(await CreateEngineAsync());
        await SaveAsync(test, "first");
        var token = await test.Vault.GetAccessTokenAsync("github", Token);
        var calls = test.Faults.Calls.Count;

        (await test.Vault.GetAccessTokenAsync("github", Token)).Should().BeSameAs(token);

        test.Faults.Calls.Should().HaveCount(calls);
    }

    [Fact, Trait("Guarantee", "K14")]
    public async Task GetAccessTokenAsync_OfCachedToken_AllocatesNothing()
    {
        var test = VaultUnderTest.Over(await CreateEngineAsync());
        await SaveAsync(test, "first");
        await test.Vault.GetAccessTokenAsync("github", Token);

        AllocatedBy(test, calls: 100);
        AllocatedBy(test, calls: 1_000).Should().Be(0);

        static long AllocatedBy(VaultUnderTest test, int calls)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var call = 0; call < calls; call++)
            {
                Assert.True(test.Vault.GetAccessTokenAsync("github", CancellationToken.None).IsCompletedSuccessfully);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact, Trait("Guarantee", "K14")]
    public async Task CachedToken_WithoutAListener_ExpiresAtCacheMaxAge()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var test = VaultUnderTest.Over(await CreateEngineAsync(), time: time);
        await SaveAsync(test, "first");
        await test.Vault.GetAccessTokenAsync("github", Token);
        await test.SaveAsForeignerAsync(Grant("second"), Token);

        time.Advance(TimeSpan.FromSeconds(59));
        (await test.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("first");
        time.Advance(TimeSpan.FromSeconds(1));
        (await test.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("second");
    }

    [Fact, Trait("Guarantee", "K14"), Trait("Guarantee", "K11")]
    public async Task CachedToken_NearItsExpiry_IsRefreshed()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var refresher = new ScriptedRefresher();
        var test = VaultUnderTest.Over(
            await CreateEngineAsync(),
            refresher,
            time: time,
            options: new TokenOptions { WatchedKeys = 0, CacheMaxAge = TimeSpan.FromHours(1) });
        await test.Vault.SaveGrantAsync("github", refresher.Consent(TimeSpan.FromMinutes(30)), Token);
        (await test.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("token-access-1");

        time.Advance(TimeSpan.FromMinutes(24));
        (await test.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("token-access-1");
        time.Advance(TimeSpan.FromMinutes(2.5));
        (await test.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("token-access-2");
    }

    [Fact, Trait("Guarantee", "K14"), Trait("Guarantee", "K27")]
    public async Task WatchedToken_AfterReplaceAndDelete_FollowsTheStoredGrant()
    {
        await using var vault = await WatchingAsync();
        var test = vault.Test;
        await SaveAsync(test, "first");
        await WarmAsync(test, "first");

        await test.SaveAsForeignerAsync(Grant("second"), Token);
        await Eventually.TrueAsync(async () => await SecretAsync(test) == "second", Patience, Token);

        await test.WriteRawAsync(Writes.Delete(test.Name), Token);
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await test.Vault.GetAccessTokenAsync("github", Token);
                    return false;
                }
                catch (StateNotFoundException)
                {
                    return true;
                }
            },
            Patience,
            Token);
    }

    [Fact, Trait("Guarantee", "K14")]
    public async Task WatchedToken_AfterWriteOfOtherFields_StaysCached()
    {
        await using var vault = await WatchingAsync();
        var test = vault.Test;
        await SaveAsync(test, "first");
        var token = await WarmAsync(test, "first");
        var listener = test.Stack.Documents.ListenAsync(ListenTarget.OfDocument(test.Name), Token).GetAsyncEnumerator(Token);
        await listener.MoveNextAsync();

        var lease = new RefreshLease("another process", 1, DateTimeOffset.UtcNow.AddMinutes(1));
        await test.WriteRawAsync(Writes.Patch(test.Name, [new("refresh", TokenExtras.Of(lease))], ["refresh"]), Token);
        while (!listener.Current.Documents[test.Name].Fields.ContainsKey("refresh"))
        {
            await listener.MoveNextAsync();
        }

        (await test.Vault.GetAccessTokenAsync("github", Token)).Should().BeSameAs(token);
        await listener.DisposeAsync();
    }

    [Fact, Trait("Guarantee", "K14")]
    public async Task WatchedKeys_AboveTheLimit_KeepTheMostRecentlyUsed()
    {
        await using var vault = await WatchingAsync(watched: 2);
        var test = vault.Test;
        foreach (var key in new[] { "a", "b", "c" })
        {
            await test.Vault.SaveGrantAsync(key, Grant(key), Token);
            await test.Vault.GetAccessTokenAsync(key, Token);
        }

        await Eventually.TrueAsync(() => test.Stack.OpenListeners.Count == 2, Patience, Token);
        await test.Vault.SaveGrantAsync("a", Grant("a2"), Token);
        (await test.Vault.GetAccessTokenAsync("a", Token)).Secret.Reveal().Should().Be("a2");
    }

    [Fact, Trait("Guarantee", "K14")]
    public async Task CachedTokens_AboveCacheSize_EvictTheLeastRecentlyUsed()
    {
        var test = VaultUnderTest.Over(await CreateEngineAsync(), options: new TokenOptions { CacheSize = 2, WatchedKeys = 0 });
        foreach (var key in new[] { "a", "b", "c" })
        {
            await test.Vault.SaveGrantAsync(key, Grant(key), Token);
            await test.Vault.GetAccessTokenAsync(key, Token);
        }

        (await CallsAsync(test, "c")).Should().Be(0);
        (await CallsAsync(test, "b")).Should().Be(0);
        (await CallsAsync(test, "a")).Should().Be(1, "it is the least recently used");
    }

    [Theory, Trait("Guarantee", "K14")]
    [InlineData("save")]
    [InlineData("delete")]
    [InlineData("revoke")]
    public async Task GetAccessTokenAsync_AfterSaveDeleteOrRevoke_SeesTheChange(string decision)
    {
        var test = VaultUnderTest.Over(await CreateEngineAsync());
        await SaveAsync(test, "first");
        await test.Vault.GetAccessTokenAsync("github", Token);

        await (decision switch
        {
            "save" => SaveAsync(test, "second"),
            "delete" => test.Vault.DeleteAsync("github", Token),
            _ => test.Vault.RevokeAsync("github", Token),
        });

        if (decision is "save")
        {
            (await SecretAsync(test)).Should().Be("second");
        }
        else
        {
            await test.Vault.Awaiting(vault => vault.GetAccessTokenAsync("github", Token)).Should().ThrowAsync<StateNotFoundException>();
        }
    }

    [Fact, Trait("Guarantee", "K14")]
    public async Task GetAccessTokenAsync_WhenASaveOvertakesTheRead_DoesNotCacheTheRead()
    {
        var test = VaultUnderTest.Over(await CreateEngineAsync());
        await test.SaveAsForeignerAsync(Grant("first"), Token);
        test.Faults.Next(Verb.Get, Fault.After(() => SaveAsync(test, "second")));

        (await SecretAsync(test)).Should().Be("first");

        (await SecretAsync(test)).Should().Be("second");
    }

    [Fact, Trait("Guarantee", "K14")]
    public async Task CachedToken_WithAnotherRequestFingerprint_IsReplaced()
    {
        var refresher = new ShapedRefresher { RequestFingerprint = "read" };
        var engine = await CreateEngineAsync();
        var test = VaultUnderTest.Over(engine, refresher);
        (await SecretAsync(test)).Should().Be("read-1");
        (await SecretAsync(test)).Should().Be("read-1");
        (await test.StoredAsync(Token)).Fields["shape"].StringValue.Should().Be("read");

        refresher.RequestFingerprint = "write";

        (await SecretAsync(test)).Should().Be("write-2");
        (await SecretAsync(VaultUnderTest.Over(engine, refresher))).Should().Be("write-2");
    }

    [Fact, Trait("Guarantee", "K13")]
    public async Task ReportRejectedAsync_OfAnOldToken_ReturnsTheStoredOne()
    {
        var refresher = new ScriptedRefresher();
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher);
        await SaveAsync(test, "first");
        var token = await test.Vault.GetAccessTokenAsync("github", Token);
        await test.SaveAsForeignerAsync(Grant("second"), Token);

        (await test.Vault.ReportRejectedAsync("github", token.Secret, Token)).Secret.Reveal().Should().Be("second");
        (await SecretAsync(test)).Should().Be("second");

        refresher.Calls.Should().Be(0);
    }

    [Fact, Trait("Guarantee", "K13")]
    public async Task ReportRejectedAsync_ManyAtOnce_RefreshOnce()
    {
        var refresher = new ScriptedRefresher();
        var engine = await CreateEngineAsync();
        VaultUnderTest[] processes = [VaultUnderTest.Over(engine, refresher), VaultUnderTest.Over(engine, refresher)];
        await processes[0].Vault.SaveGrantAsync("github", refresher.Consent(TimeSpan.FromHours(8)), Token);
        var rejected = (await processes[0].Vault.GetAccessTokenAsync("github", Token)).Secret;
        var gate = new ServiceGate(refresher);

        var reports = processes.SelectMany(
            process => Enumerable.Range(0, 10).Select(_ => process.Vault.ReportRejectedAsync("github", rejected, Token))).ToList();
        await gate.ArrivedAsync(Token, reports);
        gate.Open();

        (await Task.WhenAll(reports)).Should().OnlyContain(token => token.Secret.Reveal() == "token-access-2");
        refresher.Calls.Should().Be(1);
        (await SecretAsync(processes[1])).Should().Be("token-access-2");
    }

    [Fact, Trait("Guarantee", "K13")]
    public async Task ReportRejectedAsync_WithoutAReplacement_Throws()
    {
        var test = VaultUnderTest.Over(await CreateEngineAsync(), staticToken: "personal");
        var report = () => test.Vault.ReportRejectedAsync("github", new SecretString("personal"), Token);
        await report.Should().ThrowAsync<TokenConfigurationException>();

        await test.Vault.SaveGrantAsync("github", new NewGrant { AccessToken = new SecretString("stored") }, Token);
        (await report()).Secret.Reveal().Should().Be("stored");

        var bare = VaultUnderTest.Over(test.Engine);
        await bare.Vault.Awaiting(vault => vault.ReportRejectedAsync("github", new SecretString("stored"), Token))
            .Should().ThrowAsync<ReauthorizationRequiredException>();
    }

    [Fact, Trait("Guarantee", "K13")]
    public async Task ReportRejectedAsync_WhenTheServiceFails_ThrowsThenRetries()
    {
        var refresher = new ScriptedRefresher();
        var test = VaultUnderTest.Over(
            await CreateEngineAsync(), refresher, options: new TokenOptions { RetryPause = TimeSpan.Zero, WatchedKeys = 0 });
        await test.Vault.SaveGrantAsync("github", refresher.Consent(TimeSpan.FromHours(8)), Token);
        refresher.Next(() => throw new HttpRequestException("no network"));

        await test.Vault.Awaiting(vault => vault.ReportRejectedAsync("github", new SecretString("token-access-1"), Token))
            .Should().ThrowAsync<TokenRefreshException>();
        (await test.Vault.ReportRejectedAsync("github", new SecretString("token-access-1"), Token)).Secret.Reveal()
            .Should().Be("token-access-2");
    }

    private static NewGrant Grant(string access) => new()
    {
        AccessToken = new SecretString(access),
        RefreshToken = new SecretString($"{access}-refresh"),
        ExpiresAt = DateTimeOffset.UtcNow.AddHours(8),
    };

    private static Task SaveAsync(VaultUnderTest test, string access) => test.Vault.SaveGrantAsync("github", Grant(access), Token);

    private static async Task<string> SecretAsync(VaultUnderTest test) =>
        (await test.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal();

    private static async Task<int> CallsAsync(VaultUnderTest test, string key)
    {
        var before = test.Faults.Calls.Count;
        await test.Vault.GetAccessTokenAsync(key, Token);
        return test.Faults.Calls.Count - before;
    }

    // Waits until the token is cached and its listener is open.
    private static async Task<AccessToken> WarmAsync(VaultUnderTest test, string access)
    {
        var token = await test.Vault.GetAccessTokenAsync("github", Token);
        token.Secret.Reveal().Should().Be(access);
        await Eventually.TrueAsync(() => test.Stack.OpenListeners.Count == 1, Patience, Token);
        return token;
    }

    // An unwatched token stays cached for a minute, so an earlier change comes from a listener.
    private async Task<WatchingVault> WatchingAsync(int watched = 5) =>
        new(VaultUnderTest.Over(await CreateEngineAsync(), options: new TokenOptions { WatchedKeys = watched }));

    private sealed class WatchingVault(VaultUnderTest test) : IAsyncDisposable
    {
        public VaultUnderTest Test => test;

        public ValueTask DisposeAsync() => test.Vault.DisposeAsync();
    }

    private sealed class ShapedRefresher : ITokenRefresher
    {
        private int issued;

        public bool CanMint => true;

        public string? RequestFingerprint { get; set; }

        public Task<NewGrant> RefreshAsync(string key, TokenGrant? current, CancellationToken cancellationToken) => Task.FromResult(
            new NewGrant
            {
                AccessToken = new SecretString($"{RequestFingerprint}-{++issued}"),
                ExpiresAt = DateTimeOffset.UtcNow.AddHours(1),
            });
    }
}
