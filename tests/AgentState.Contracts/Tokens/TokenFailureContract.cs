using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AgentState.TestKit;

namespace AgentState.Contracts;

/// <summary>
/// Tests that every engine must pass: a failed refresh throws by type, pauses all processes, is recorded, and keeps the grant.
/// </summary>
public abstract class TokenFailureContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Guarantee", "K16")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RateLimitOrConfigurationError_OfOneProcess_PausesAllProcesses(bool isLimited)
    {
        var refresher = new ScriptedRefresher();
        var engine = await CreateEngineAsync();
        VaultUnderTest[] processes = [VaultUnderTest.Over(engine, refresher), VaultUnderTest.Over(engine, refresher)];
        await processes[0].Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        var before = await processes[0].StoredAsync(Token);
        var retryAt = Microseconds.Truncate(DateTimeOffset.UtcNow.AddMinutes(5));
        refresher.Next(() => throw (isLimited
            ? new TokenRateLimitedException("github", retryAt)
            : new TokenConfigurationException("github", "invalid_client")));

        foreach (var process in processes.Append(processes[0]))
        {
            var get = () => process.Vault.GetAccessTokenAsync("github", Token);
            if (isLimited)
            {
                (await get.Should().ThrowAsync<TokenRateLimitedException>()).Which.RetryAt.Should().Be(retryAt);
            }
            else
            {
                await get.Should().ThrowAsync<TokenConfigurationException>();
            }
        }

        refresher.Calls.Should().Be(1);
        var after = await processes[0].StoredAsync(Token);
        after.Fields.Where(field => field.Key != "failure").Should().BeEquivalentTo(before.Fields);
        var failure = after.Fields["failure"].MapValue.Fields;
        failure["code"].StringValue.Should().Be(isLimited ? "rate_limited" : "configuration");

        await processes[0].WriteRawAsync(
            Writes.Patch(processes[0].Name, [new("failure", Values.Map(("until", Values.Of(QueueUnderTest.LongAgo))))], ["failure.until"]),
            Token);
        (await processes[1].Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("token-access-2");
        (await processes[0].StoredAsync(Token)).Fields.Keys
            .Should().BeEquivalentTo("accessToken", "refreshToken", "expiresAt", "updatedAt");
    }

    [Fact, Trait("Guarantee", "K16"), Trait("Guarantee", "K38")]
    public async Task FailedFirstMint_OfOneProcess_PausesAllAndLeavesNoGrant()
    {
        var refresher = new ScriptedRefresher(canMint: true);
        var engine = await CreateEngineAsync();
        VaultUnderTest[] processes = [VaultUnderTest.Over(engine, refresher), VaultUnderTest.Over(engine, refresher)];
        refresher.Next(() => throw new TokenConfigurationException("github", "invalid_client"));

        foreach (var process in processes)
        {
            await process.Vault.Awaiting(vault => vault.GetAccessTokenAsync("github", Token))
                .Should().ThrowAsync<TokenConfigurationException>();
            (await process.Vault.GetGrantAsync("github", Token)).Should().BeNull();
        }

        refresher.Calls.Should().Be(1);
    }

    [Theory, Trait("Guarantee", "K12"), Trait("Guarantee", "K16")]
    [InlineData("transient")]
    [InlineData("rate_limited")]
    [InlineData("configuration")]
    public async Task FailedRefresh_OfAValidToken_ReturnsItAndRecordsAPause(string code)
    {
        var refresher = new ScriptedRefresher();
        var engine = await CreateEngineAsync();
        var options = new TokenOptions { RefreshSkew = TimeSpan.FromHours(2), WatchedKeys = 0, RetryPause = TimeSpan.FromHours(1) };
        VaultUnderTest[] processes =
            [VaultUnderTest.Over(engine, refresher, options: options), VaultUnderTest.Over(engine, refresher, options: options)];
        await processes[0].Vault.SaveGrantAsync("github", refresher.Consent(TimeSpan.FromHours(1)), Token);
        await processes[0].WriteRawAsync(
            Writes.Patch(processes[0].Name, [new("updatedAt", Values.Of(DateTimeOffset.UtcNow.AddHours(-10)))], ["updatedAt"]), Token);
        refresher.Next(() => throw code switch
        {
            "rate_limited" => new TokenRateLimitedException("github", DateTimeOffset.UtcNow.AddMinutes(1)),
            "configuration" => new TokenConfigurationException("github", "invalid_client"),
            _ => new HttpRequestException("no network"),
        });

        foreach (var process in processes.Append(processes[0]))
        {
            (await process.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("token-access-1");
        }

        refresher.Calls.Should().Be(1);
        (await processes[0].StoredAsync(Token)).Fields["failure"].MapValue.Fields["code"].StringValue.Should().Be(code);
    }

    // A caching service or client may return the same pair; storing it again or keeping the lease would not help.
    [Fact, Trait("Guarantee", "K16"), Trait("Guarantee", "K10")]
    public async Task Refresh_ThatReturnsTheStoredPair_EndsItsLeaseAndPauses()
    {
        var refresher = new EchoRefresher();
        var options = new TokenOptions { RefreshSkew = TimeSpan.FromHours(2), WatchedKeys = 0, RetryPause = TimeSpan.FromHours(1) };
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher, options: options);
        await test.Vault.SaveGrantAsync("github", new ScriptedRefresher().Consent(TimeSpan.FromHours(1)), Token);
        await test.WriteRawAsync(
            Writes.Patch(test.Name, [new("updatedAt", Values.Of(DateTimeOffset.UtcNow.AddHours(-10)))], ["updatedAt"]), Token);
        var before = await test.StoredAsync(Token);

        for (var i = 0; i < 3; i++)
        {
            (await test.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("token-access-1");
        }

        var rejected = await test.Vault.Awaiting(vault => vault.ReportRejectedAsync("github", new SecretString("token-access-1"), Token))
            .Should().ThrowAsync<TokenRefreshException>();
        rejected.Which.Message.Should().Contain("not_renewed");
        rejected.Which.RetryAfter.Should().BePositive();
        refresher.Calls.Should().Be(1);
        var after = await test.StoredAsync(Token);
        after.Fields.Where(field => field.Key != "failure")
            .Should().BeEquivalentTo(before.Fields, "no lease remains, and updatedAt is unchanged");
        after.Fields["failure"].MapValue.Fields["code"].StringValue.Should().Be("not_renewed");
    }

    // The late end of a timed-out call releases the lease; this must not count as the decision of another process.
    [Fact, Trait("Guarantee", "K10"), Trait("Guarantee", "K16")]
    public async Task Refresh_OfManyKeysWithTimeouts_CallsTheServiceOncePerKey()
    {
        const int Keys = 250;
        var refresher = new SilentRefresher();
        var options = new TokenOptions { RefreshTimeout = TimeSpan.FromSeconds(1), WatchedKeys = 0 };
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher, options: options);
        string[] keys = [.. Enumerable.Range(0, Keys).Select(number => $"github:{number}")];
        var consent = new ScriptedRefresher().Consent();
        await Task.WhenAll(keys.Select(key => test.Vault.SaveGrantAsync(key, consent, Token)));

        await Task.WhenAll(keys.Select(
            key => test.Vault.Awaiting(vault => vault.GetAccessTokenAsync(key, Token)).Should().ThrowAsync<TokenRefreshException>()));

        refresher.Calls.Should().HaveCount(Keys).And.OnlyContain(call => call.Value == 1);
    }

    [Fact, Trait("Guarantee", "K16")]
    public async Task FailedRefresh_OfAnExpiredToken_PausesExponentially()
    {
        var refresher = new ScriptedRefresher();
        var engine = await CreateEngineAsync();
        VaultUnderTest[] processes = [VaultUnderTest.Over(engine, refresher), VaultUnderTest.Over(engine, refresher)];
        await processes[0].Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        foreach (var seconds in new[] { 10, 20, 40 })
        {
            refresher.Next(() => throw new HttpRequestException("no network"));
            var calls = refresher.Calls;

            for (var i = 0; i < 20; i++)
            {
                var failed = await processes[i % 2].Vault.Awaiting(vault => vault.GetAccessTokenAsync("github", Token))
                    .Should().ThrowAsync<TokenRefreshException>();
                failed.Which.RetryAfter.Should().BePositive().And.BeLessThanOrEqualTo(TimeSpan.FromSeconds(seconds));
            }

            refresher.Calls.Should().Be(calls + 1);
            var failure = (await processes[0].StoredAsync(Token)).Fields["failure"].MapValue.Fields;
            (failure["until"].TimestampValue - failure["at"].TimestampValue).ToTimeSpan().Should().Be(TimeSpan.FromSeconds(seconds));
            await EndPauseAsync(processes[0], QueueUnderTest.LongAgo);
        }

        (await processes[1].Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("token-access-2");
        (await processes[0].StoredAsync(Token)).Fields.Should().NotContainKey("failure");
    }

    [Fact, Trait("Guarantee", "K16")]
    public async Task StoredPause_FarInTheFuture_IsIgnored()
    {
        var refresher = new ScriptedRefresher();
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher);
        await test.Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        await test.WriteRawAsync(
            Writes.Patch(
                test.Name,
                [new("failure", Values.Map(("code", Values.Of("configuration")), ("at", Values.Of(QueueUnderTest.LongAgo))))],
                ["failure"]),
            Token);
        await EndPauseAsync(test, new DateTimeOffset(9999, 12, 31, 0, 0, 0, TimeSpan.Zero));

        (await test.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("token-access-2");
    }

    [Fact, Trait("Guarantee", "K17")]
    public async Task Grant_WithMangledOptionalFields_IsStillRead()
    {
        var test = VaultUnderTest.Over(await CreateEngineAsync(), new ScriptedRefresher());
        await test.Vault.SaveGrantAsync("github", new ScriptedRefresher().Consent(TimeSpan.FromHours(1)), Token);
        string[] fields = ["tokenType", "scopes", "refreshTokenExpiresAt", "updatedAt"];
        await test.WriteRawAsync(Writes.Patch(test.Name, fields.Select(field => KeyValuePair.Create(field, Values.Of(7))), fields), Token);

        var grant = await test.Vault.GetGrantAsync("github", Token);

        (grant!.TokenType, grant.Scopes.Count, grant.RefreshTokenExpiresAt).Should().Be((null, 0, null));
        (await test.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("token-access-1");
    }

    [Fact, Trait("Guarantee", "K17")]
    public async Task Grant_WithUnreadableExpiryOrState_IsExpiredOrNeedsConsent()
    {
        var refresher = new ScriptedRefresher();
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher);
        await test.Vault.SaveGrantAsync("github", refresher.Consent(TimeSpan.FromHours(1)), Token);
        await test.WriteRawAsync(Writes.Patch(test.Name, [new("expiresAt", Values.Of("soon"))], ["expiresAt"]), Token);
        (await test.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("token-access-2");

        await test.WriteRawAsync(
            Writes.Patch(test.Name, [new("state", Values.Of(7)), new("expiresAt", Values.Of("soon"))], ["state", "expiresAt"]), Token);
        var other = VaultUnderTest.Over(test.Engine, refresher);

        await other.Vault.Awaiting(vault => vault.GetAccessTokenAsync("github", Token))
            .Should().ThrowAsync<ReauthorizationRequiredException>();
    }

    [Fact, Trait("Guarantee", "K16"), Trait("Guarantee", "K17")]
    public async Task Grant_ReplacedByAnotherClient_IgnoresTheOldState()
    {
        var refresher = new ScriptedRefresher();
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher);
        await test.Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        refresher.Next(() => throw new ReauthorizationRequiredException("github"));
        await test.Vault.Awaiting(vault => vault.GetAccessTokenAsync("github", Token))
            .Should().ThrowAsync<ReauthorizationRequiredException>();

        // The other client merges the shared fields and keeps the library's own. updatedAt is in the past, because the server time could
        // equal that of the old pair.
        var end = DateTimeOffset.UtcNow.AddHours(1);
        await test.WriteRawAsync(
            Writes.Patch(
                test.Name,
                [
                    new("accessToken", Values.Of("theirs")),
                    new("expiresAt", Values.Of(end)),
                    new("updatedAt", Values.Of(DateTimeOffset.UtcNow.AddSeconds(-1))),
                ],
                ["accessToken", "expiresAt", "updatedAt"]),
            Token);

        (await test.StoredAsync(Token)).Fields["state"].StringValue.Should().Be("needsReauthorization");
        (await test.Vault.GetGrantAsync("github", Token))!.State.Should().Be(TokenState.Valid);
        (await test.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("theirs");
    }

    [Fact, Trait("Guarantee", "K18"), Trait("Guarantee", "K36")]
    public async Task RefreshesAndFailures_WithAudit_AreLoggedInTheSameCommit()
    {
        var refresher = new ScriptedRefresher();
        var test = VaultUnderTest.Over(
            await CreateEngineAsync(), refresher, options: new TokenOptions { RetryPause = TimeSpan.Zero, WatchedKeys = 0 });
        await test.Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        refresher.Next(() => throw new HttpRequestException("no network"));
        await test.Vault.Awaiting(vault => vault.GetAccessTokenAsync("github", Token)).Should().ThrowAsync<TokenRefreshException>();
        test.Faults.Next(Verb.Commit, null, Fault.LoseReply);

        var token = await test.Vault.GetAccessTokenAsync("github", Token);

        var entries = await test.EntriesAsync(Token);
        entries.Should().HaveCount(2).And.OnlyContain(entry => entry.Agent == "token-vault");
        var failed = entries.Single(entry => entry.Action == "token.refresh.failed");
        (failed.Level, failed.Details.ToDictionary()["outcome"]).Should().Be((ActivityLevel.Warn, "transient"));
        var refreshed = entries.Single(entry => entry.Action == "token.refreshed");
        refreshed.Level.Should().Be(ActivityLevel.Info);
        refreshed.Details.ToDictionary().Should().BeEquivalentTo(new Dictionary<string, object?>
        {
            ["service"] = "github",
            ["key"] = "github",
            ["outcome"] = "refreshed",
            ["epoch"] = 1L,
            ["fingerprint"] = token.Secret.ToString(),
        });
        refreshed.Timestamp.Should().Be((await test.Vault.GetGrantAsync("github", Token))!.UpdatedAt, "both are in one commit");
    }

    [Fact, Trait("Guarantee", "K18")]
    public async Task Refresh_WithoutAudit_WritesNoLogEntry()
    {
        var refresher = new ScriptedRefresher();
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher, options: new TokenOptions { Audit = false, WatchedKeys = 0 });
        await test.Vault.SaveGrantAsync("github", refresher.Consent(), Token);

        await test.Vault.GetAccessTokenAsync("github", Token);

        (await test.EntriesAsync(Token)).Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "K36")]
    public async Task RefreshOutcomes_OnEveryPath_AreCountedWithoutTags()
    {
        var counted = new System.Collections.Concurrent.ConcurrentDictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name.StartsWith("agentstate.token.", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            tags.Length.Should().Be(0);
            counted.AddOrUpdate(instrument.Name, value, (_, before) => before + value);
        });
        listener.Start();
        var refresher = new ScriptedRefresher();
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher);
        await test.Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        await test.WriteRawAsync(
            Writes.Patch(test.Name, [new("refresh", TokenExtras.Of(new RefreshLease("dead", 1, QueueUnderTest.LongAgo)))], ["refresh"]),
            Token);
        refresher.Next(() => test.SaveAsForeignerAsync(refresher.Consent(), Token));
        refresher.Next(() => Task.CompletedTask);

        await test.Vault.GetAccessTokenAsync("github", Token);
        refresher.Next(() => throw new ReauthorizationRequiredException("github"));
        await test.Vault.Awaiting(vault => vault.ReportRejectedAsync("github", new SecretString("token-access-3"), Token))
            .Should().ThrowAsync<ReauthorizationRequiredException>();

        // Other tests may count at the same time.
        counted.Keys.Should().BeEquivalentTo(
            AgentStateTelemetry.TokenRefreshes,
            AgentStateTelemetry.TokenReauthorizations,
            AgentStateTelemetry.TokenRacesRecovered,
            AgentStateTelemetry.TokenLeasesTakenOver);
    }

    private static Task EndPauseAsync(VaultUnderTest test, DateTimeOffset until) =>
        test.WriteRawAsync(Writes.Patch(test.Name, [new("failure", Values.Map(("until", Values.Of(until))))], ["failure.until"]), Token);

    /// <summary>Returns the current grant unchanged.</summary>
    private sealed class EchoRefresher : ITokenRefresher
    {
        private int calls;

        public bool CanMint => false;

        public int Calls => Volatile.Read(ref calls);

        public Task<NewGrant> RefreshAsync(string key, TokenGrant? current, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref calls);
            return Task.FromResult(
                new NewGrant { AccessToken = current!.AccessToken, RefreshToken = current.RefreshToken, ExpiresAt = current.ExpiresAt });
        }
    }

    /// <summary>Does not reply until it is cancelled.</summary>
    private sealed class SilentRefresher : ITokenRefresher
    {
        public bool CanMint => false;

        public ConcurrentDictionary<string, int> Calls { get; } = new(StringComparer.Ordinal);

        public async Task<NewGrant> RefreshAsync(string key, TokenGrant? current, CancellationToken cancellationToken)
        {
            Calls.AddOrUpdate(key, 1, static (_, count) => count + 1);
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("The call should have been cancelled.");
        }
    }
}
