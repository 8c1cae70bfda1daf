using System.Diagnostics.Metrics;
using AgentState.TestKit;

namespace AgentState.Contracts;

/// <summary>What every engine must make true of refreshes that fail: told by type, shared by all processes, written down, and never at the grant's cost.</summary>
public abstract class TokenFailureContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Promise", "K16")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AServiceThatTakesNoMoreCalls_OrRefusesTheClient_IsNotCalledByAnybody_UntilTheTimeIsUp(bool isLimited)
    {
        var refresher = new ScriptedRefresher();
        var engine = await CreateEngineAsync();
        VaultUnderTest[] processes = [VaultUnderTest.Over(engine, refresher), VaultUnderTest.Over(engine, refresher)];
        await processes[0].Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        var before = await processes[0].StoredAsync(Token);
        var retryAt = Microseconds.Truncate(DateTimeOffset.UtcNow.AddMinutes(5));
        refresher.Next(() => throw (isLimited ? new TokenRateLimitedException("github", retryAt) : new TokenConfigurationException("github", "invalid_client")));

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
            Writes.Patch(processes[0].Name, [new("failure", Values.Map(("until", Values.Of(QueueUnderTest.LongAgo))))], ["failure.until"]), Token);
        (await processes[1].Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("token-access-2");
        (await processes[0].StoredAsync(Token)).Fields.Keys.Should().BeEquivalentTo("accessToken", "refreshToken", "expiresAt", "updatedAt");
    }

    [Fact, Trait("Promise", "K16"), Trait("Promise", "K38")]
    public async Task AFailureToMintTheFirstGrant_IsSharedAsWell_AndIsNoGrant()
    {
        var refresher = new ScriptedRefresher(canMint: true);
        var engine = await CreateEngineAsync();
        VaultUnderTest[] processes = [VaultUnderTest.Over(engine, refresher), VaultUnderTest.Over(engine, refresher)];
        refresher.Next(() => throw new TokenConfigurationException("github", "invalid_client"));

        foreach (var process in processes)
        {
            await process.Vault.Awaiting(vault => vault.GetAccessTokenAsync("github", Token)).Should().ThrowAsync<TokenConfigurationException>();
            (await process.Vault.GetGrantAsync("github", Token)).Should().BeNull();
        }

        refresher.Calls.Should().Be(1);
    }

    [Theory, Trait("Promise", "K12"), Trait("Promise", "K16")]
    [InlineData("transient")]
    [InlineData("rate_limited")]
    [InlineData("configuration")]
    public async Task WhileTheTokenIsGood_AFailureReturnsIt_IsRecorded_AndIsNotTriedAgainAtOnce(string code)
    {
        var refresher = new ScriptedRefresher();
        var engine = await CreateEngineAsync();
        var options = new TokenOptions { RefreshSkew = TimeSpan.FromHours(2), WatchedKeys = 0, RetryPause = TimeSpan.FromHours(1) };
        VaultUnderTest[] processes = [VaultUnderTest.Over(engine, refresher, options: options), VaultUnderTest.Over(engine, refresher, options: options)];
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

    [Fact, Trait("Promise", "K16"), Trait("Promise", "K17")]
    public async Task APairThatAnotherProgramStores_IsNotHeldToWhatWasSaidOfTheOneBefore()
    {
        var refresher = new ScriptedRefresher();
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher);
        await test.Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        refresher.Next(() => throw new ReauthorizationRequiredException("github"));
        await test.Vault.Awaiting(vault => vault.GetAccessTokenAsync("github", Token)).Should().ThrowAsync<ReauthorizationRequiredException>();

        // It merges the four fields, and leaves ours as they are. The database's own time might still be that of the pair before, to the millisecond.
        var end = DateTimeOffset.UtcNow.AddHours(1);
        await test.WriteRawAsync(
            Writes.Patch(
                test.Name,
                [new("accessToken", Values.Of("theirs")), new("expiresAt", Values.Of(end)), new("updatedAt", Values.Of(DateTimeOffset.UtcNow.AddSeconds(-1)))],
                ["accessToken", "expiresAt", "updatedAt"]),
            Token);

        (await test.StoredAsync(Token)).Fields["state"].StringValue.Should().Be("needsReauthorization");
        (await test.Vault.GetGrantAsync("github", Token))!.State.Should().Be(TokenState.Valid);
        (await test.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("theirs");
    }

    [Fact, Trait("Promise", "K18"), Trait("Promise", "K36")]
    public async Task RefreshesAndFailures_AreEntriesInTheLog_InTheCommitThatStoresThem_AndHoldNoSecret()
    {
        var refresher = new ScriptedRefresher();
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher);
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
        refreshed.Timestamp.Should().Be((await test.Vault.GetGrantAsync("github", Token))!.UpdatedAt, "it was one commit");
    }

    [Fact, Trait("Promise", "K18")]
    public async Task WithoutAudit_NothingIsWrittenIntoTheLog()
    {
        var refresher = new ScriptedRefresher();
        var test = VaultUnderTest.Over(await CreateEngineAsync(), refresher, options: new TokenOptions { Audit = false, WatchedKeys = 0 });
        await test.Vault.SaveGrantAsync("github", refresher.Consent(), Token);

        await test.Vault.GetAccessTokenAsync("github", Token);

        (await test.EntriesAsync(Token)).Should().BeEmpty();
    }

    [Fact, Trait("Promise", "K36")]
    public async Task WhatComesOfRefreshes_IsCounted_WithoutTags()
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
            Writes.Patch(test.Name, [new("refresh", TokenMarks.Of(new RefreshLease("dead", 1, QueueUnderTest.LongAgo)))], ["refresh"]), Token);
        refresher.Next(() => test.SaveAsForeignerAsync(refresher.Consent(), Token));
        refresher.Next(() => Task.CompletedTask);

        await test.Vault.GetAccessTokenAsync("github", Token);
        refresher.Next(() => throw new ReauthorizationRequiredException("github"));
        await test.Vault.Awaiting(vault => vault.ReportRejectedAsync("github", new Secret("token-access-3"), Token)).Should().ThrowAsync<ReauthorizationRequiredException>();

        // Other tests may count as well.
        counted.Keys.Should().BeEquivalentTo(
            AgentStateTelemetry.TokenRefreshes, AgentStateTelemetry.TokenReauthorizations, AgentStateTelemetry.TokenRacesRecovered, AgentStateTelemetry.TokenLeasesTakenOver);
    }
}
