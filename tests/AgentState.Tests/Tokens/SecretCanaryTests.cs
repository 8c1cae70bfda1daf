using System.Collections.Concurrent;
using System.Diagnostics;
using AgentState.Contracts;
using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentState.Tests;

/// <summary>Sends a canary secret along every path of the vault, and records logs, exceptions, spans and metrics.</summary>
public sealed class SecretCanaryTests
{
    private const string Canary = "zq7kary7f3";
    private const string CanaryStart = "zq7k";

    private readonly ConcurrentQueue<string> told = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "K18"), Trait("Guarantee", "K19"), Trait("Guarantee", "P15")]
    public async Task Secret_OnEveryPath_ReachesNoLogExceptionSpanOrMetric()
    {
        using var logs = new HeardLogs(told);
        using var factory = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(logs));
        using var telemetry = new HeardTelemetry(told);

        await RefreshAsync(factory);
        await MintAsync(factory);
        await FailAsync(factory);
        await CoolDownAsync(factory);
        await TakeOverAsync(factory);
        await ComeLateAsync(factory);
        await RejectAsync(factory);
        await WatchAsync(factory);
        await RevokeAsync(factory);
        await LeaveAuditAsync(factory);
        await ReadWhatCannotBeReadAsync(factory);
        await EncryptAsync(factory);
        await RefuseBadInputAsync();
        await RegisterAsync(logs);
        await RegisterKeysAsync(logs);

        told.Should().NotBeEmpty().And.NotContain(text => text.Contains(CanaryStart, StringComparison.OrdinalIgnoreCase));
    }

    // Proves that the test above can fail: the recorders see a canary.
    [Fact]
    public void Recorders_CanaryEmitted_RecordIt()
    {
        using var logs = new HeardLogs(told);
        using var factory = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(logs));
        using var telemetry = new HeardTelemetry(told);

        factory.CreateLogger("any").LogTrace(new InvalidOperationException($"{Canary} in an exception"), "{Word} in a log", Canary);
        using (var source = new ActivitySource("any"))
        {
            source.StartActivity(Canary)?.Dispose();
        }

        told.Count(text => text.Contains(Canary, StringComparison.Ordinal)).Should().BeGreaterThanOrEqualTo(2);
    }

    private async Task RefreshAsync(ILoggerFactory factory)
    {
        var refresher = new ScriptedRefresher(Canary);
        var test = await VaultAsync(factory, refresher);
        await test.Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        test.Faults.Next(Verb.Commit, Fault.LoseReply, Fault.Abort);
        Tell(await test.Vault.GetAccessTokenAsync("github", Token));
        Tell(await test.Vault.GetGrantAsync("github", Token));
    }

    private async Task MintAsync(ILoggerFactory factory)
    {
        var refresher = new ScriptedRefresher(Canary, canMint: true);
        var test = await VaultAsync(factory, refresher);
        refresher.Next(() =>
        {
            test.Faults.Otherwise = verb => verb is Verb.Commit ? Fault.LoseRequest : null;
            return Task.CompletedTask;
        });
        await TellErrorAsync(() => test.Vault.GetAccessTokenAsync("github", Token));
        await test.Vault.DisposeAsync();
    }

    private async Task FailAsync(ILoggerFactory factory)
    {
        var refresher = new ScriptedRefresher(Canary);
        var test = await VaultAsync(factory, refresher);
        await test.Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        Exception[] failures =
        [
            new HttpRequestException($"""400: "refresh_token":"{Canary}" """),
            new InvalidOperationException(Canary, new FormatException(Canary)),
            new System.Text.Json.JsonException(Canary),
            new ReauthorizationRequiredException("github"),
        ];
        foreach (var failure in failures)
        {
            refresher.Next(() => throw failure);
            await TellErrorAsync(() => test.Vault.GetAccessTokenAsync("github", Token));
        }

        test.Faults.Otherwise = _ => Fault.LoseRequest;
        await TellErrorAsync(() => test.Vault.GetAccessTokenAsync("github", Token));
        await TellErrorAsync(() => test.Vault.SaveGrantAsync("github", refresher.Consent(), Token));
    }

    private async Task CoolDownAsync(ILoggerFactory factory)
    {
        Exception[] failures =
        [
            new TokenRateLimitedException("github", DateTimeOffset.UtcNow.AddMinutes(1)),
            new TokenConfigurationException("github", "invalid_client"),
        ];
        foreach (var failure in failures)
        {
            var refresher = new ScriptedRefresher(Canary);
            var test = await VaultAsync(factory, refresher);
            await test.Vault.SaveGrantAsync("github", refresher.Consent(), Token);
            refresher.Next(() => throw failure);
            await TellErrorAsync(() => test.Vault.GetAccessTokenAsync("github", Token));
            await TellErrorAsync(() => test.Vault.GetAccessTokenAsync("github", Token));
            await TellEntriesAsync(test);
        }
    }

    // The lease expires during the service call. The next holder's refresh is refused, and the late token pair is stored.
    private async Task TakeOverAsync(ILoggerFactory factory)
    {
        var refresher = new ScriptedRefresher(Canary);
        var test = await VaultAsync(factory, refresher);
        var other = VaultUnderTest.Over(test.Engine, refresher, logger: factory.CreateLogger<TokenVault>());
        await test.Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        refresher.Next(() => test.RunLeaseOutAsync(Token));
        refresher.Next(() => throw new ReauthorizationRequiredException("github"));
        refresher.Next(async () => await TellErrorAsync(() => other.Vault.GetAccessTokenAsync("github", Token)));
        Tell(await test.Vault.GetAccessTokenAsync("github", Token));
        Tell(await test.Vault.GetGrantAsync("github", Token));
        await TellEntriesAsync(test);
    }

    private async Task ComeLateAsync(ILoggerFactory factory)
    {
        var refresher = new ScriptedRefresher(Canary);
        var test = VaultUnderTest.Over(
            await Embedded.CreateAsync(),
            refresher,
            options: new TokenOptions { RefreshTimeout = TimeSpan.FromMilliseconds(50), WatchedKeys = 0 },
            logger: factory.CreateLogger<TokenVault>());
        await test.Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        var late = new TaskCompletionSource();
        refresher.Next(() => late.Task);
        await TellErrorAsync(() => test.Vault.GetAccessTokenAsync("github", Token));
        late.SetException(new FormatException(Canary));
        await Eventually.TrueAsync(async () => (await test.StoredAsync(Token)).Fields.ContainsKey("failure"), Eventually.Patience, Token);
    }

    private async Task RejectAsync(ILoggerFactory factory)
    {
        var refresher = new ScriptedRefresher(Canary);
        var test = await VaultAsync(factory, refresher);
        await test.Vault.SaveGrantAsync("github", refresher.Consent(TimeSpan.FromHours(1)), Token);
        var token = await test.Vault.GetAccessTokenAsync("github", Token);
        Tell(await test.Vault.ReportRejectedAsync("github", token.Secret, Token));
        refresher.Next(() => throw new HttpRequestException(Canary));
        await TellErrorAsync(() => test.Vault.ReportRejectedAsync("github", new SecretString($"{Canary}-access-2"), Token));

        var personal = VaultUnderTest.Over(await Embedded.CreateAsync(), staticToken: Canary, logger: factory.CreateLogger<TokenVault>());
        await TellErrorAsync(() => personal.Vault.ReportRejectedAsync("github", new SecretString(Canary), Token));
    }

    // The listener receives an unreadable document: the log names only its key and field.
    private async Task WatchAsync(ILoggerFactory factory)
    {
        var test = VaultUnderTest.Over(
            await Embedded.CreateAsync(), options: new TokenOptions(), logger: factory.CreateLogger<TokenVault>());
        await test.Vault.SaveGrantAsync("github", new NewGrant { AccessToken = new SecretString(Canary) }, Token);
        Tell(await test.Vault.GetAccessTokenAsync("github", Token));
        await Eventually.TrueAsync(() => test.Stack.OpenListeners.Count == 1, Eventually.Patience, Token);
        await test.WriteRawAsync(Writes.Patch(test.Name, [new("accessToken", Values.Of([Values.Of(Canary)]))], ["accessToken"]), Token);
        await Eventually.TrueAsync(
            () => told.Any(text => text.Contains("cannot be read any more", StringComparison.Ordinal)), Eventually.Patience, Token);
        await TellErrorAsync(() => test.Vault.GetAccessTokenAsync("github", Token));
        await test.Vault.DisposeAsync();
    }

    private async Task RevokeAsync(ILoggerFactory factory)
    {
        var test = await VaultAsync(factory, new ClumsyRevoker());
        await test.Vault.SaveGrantAsync("github", new NewGrant { AccessToken = new SecretString(Canary) }, Token);
        await TellErrorAsync(() => test.Vault.RevokeAsync("github", Token));
        await TellErrorAsync(() => test.Vault.GetAccessTokenAsync("github", Token));
        await test.Vault.RevokeAsync("github", Token);
        await TellEntriesAsync(test);
    }

    // The store rejects the audit entry, so the grant is stored without it.
    private async Task LeaveAuditAsync(ILoggerFactory factory)
    {
        var refresher = new ScriptedRefresher(Canary);
        var test = VaultUnderTest.Over(
            new LogRefusingStore(await Embedded.CreateAsync()), refresher, logger: factory.CreateLogger<TokenVault>());
        await test.Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        Tell(await test.Vault.GetAccessTokenAsync("github", Token));
        (await test.Vault.GetGrantAsync("github", Token))!.AccessToken.Reveal().Should().Be($"{Canary}-access-2");
        told.Should().Contain(text => text.Contains("could not be written; the grant is stored without", StringComparison.Ordinal));
    }

    private async Task TellEntriesAsync(VaultUnderTest test)
    {
        var entries = await test.EntriesAsync(Token);
        entries.Should().NotBeEmpty();
        foreach (var entry in entries)
        {
            told.Enqueue($"{entry} {entry.Details.ToJson()}");
        }
    }

    private async Task ReadWhatCannotBeReadAsync(ILoggerFactory factory)
    {
        var test = await VaultAsync(factory, refresher: null);
        await test.WriteRawAsync(
            Writes.Create(
                test.Name,
                [
                    new("accessToken", Values.Of(Canary)),
                    new("refreshToken", Values.Map((Canary, Values.Of(Canary)))),
                    new("expiresAt", Values.Of(Canary)),
                ]),
            Token);
        await TellErrorAsync(() => test.Vault.GetAccessTokenAsync("github", Token));
        await test.WriteRawAsync(Writes.Patch(test.Name, [new("refreshToken", Values.Of(Canary))], ["refreshToken"]), Token);
        Tell(await test.Vault.GetGrantAsync("github", Token));
    }

    // Covers each way in which decryption of a stored token fails.
    private async Task EncryptAsync(ILoggerFactory factory)
    {
        var refresher = new ScriptedRefresher(Canary);
        var test = VaultUnderTest.Over(
            await Embedded.CreateAsync(),
            refresher,
            options: new TokenOptions(),
            logger: factory.CreateLogger<TokenVault>(),
            encrypted: KeysUnderTest.Form());
        await test.Vault.SaveGrantAsync("github", refresher.Consent(TimeSpan.FromHours(1)), Token);
        Tell(await test.Vault.GetAccessTokenAsync("github", Token));
        await Eventually.TrueAsync(() => test.Stack.OpenListeners.Count == 1, Eventually.Patience, Token);

        // The listener of an earlier vault has already logged this warning.
        var before = Warnings();
        string[] texts =
        [
            Canary,
            $"enc:v1:{Canary}",
            $"enc:v1:lost:{Canary}AA:{Canary}AA",
            $"enc:v1:{KeysUnderTest.First}:{Canary}AA:{Canary}AA",
        ];
        foreach (var text in texts)
        {
            await test.WriteRawAsync(Writes.Patch(test.Name, [new("accessToken", Values.Of(text))], ["accessToken"]), Token);
            await TellErrorAsync(() => test.Vault.GetGrantAsync("github", Token));
            Tell(await test.Vault.CountKeysAsync(Token));
            Tell(await test.Vault.ReencryptAsync(Token));
        }

        await Eventually.TrueAsync(() => Warnings() > before, Eventually.Patience, Token);
        await TellErrorAsync(() => test.Vault.GetAccessTokenAsync("github", Token));
        await test.Vault.DisposeAsync();

        int Warnings() => told.Count(text => text.Contains("'github' cannot be read any more", StringComparison.Ordinal));
    }

    // The canary is in the text of a valid key, and in the id and text of an invalid one.
    private async Task RegisterKeysAsync(HeardLogs logs)
    {
        var key = $"{Canary}{new string('A', 33)}=";
        foreach (var isGood in new[] { true, false })
        {
            var services = new ServiceCollection();
            services.AddLogging(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(logs));
            services.AddAgentState().UseEmbedded().EncryptTokens(options =>
            {
                options.VaultId = "v";
                options.Keys[isGood ? "one" : key] = isGood ? key : Canary;
                Tell(options);
            });
            await using var provider = services.BuildServiceProvider();
            if (isGood)
            {
                var vault = provider.GetRequiredService<ITokenVault>();
                await vault.SaveGrantAsync("github", new NewGrant { AccessToken = new SecretString(Canary) }, Token);
                Tell(await vault.GetAccessTokenAsync("github", Token));
                Tell(await vault.CountKeysAsync(Token));
            }
            else
            {
                await TellErrorAsync(() => Task.FromResult(provider.GetRequiredService<ITokenVault>()));
            }
        }
    }

    private async Task RefuseBadInputAsync()
    {
        var test = VaultUnderTest.Over(await Embedded.CreateAsync(), staticToken: $"{Canary}\n");
        await TellErrorAsync(() => test.Vault.GetAccessTokenAsync("github", Token));
        await TellErrorAsync(() => Task.FromResult(new SecretString($"{Canary}\u0001")));
        await TellErrorAsync(() => test.Vault.SaveGrantAsync(
            "github", new NewGrant { AccessToken = new SecretString(Canary + new string('x', 300_000)) }, Token));
        await TellErrorAsync(() => test.Vault.SaveGrantAsync(
            "github", new NewGrant { AccessToken = new SecretString(Canary), Scopes = [""] }, Token));
    }

    private async Task RegisterAsync(HeardLogs logs)
    {
        var services = new ServiceCollection();
        services.AddLogging(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(logs));
        services.AddAgentState().UseEmbedded().AddStaticToken("github", new SecretString(Canary));
        await using var provider = services.BuildServiceProvider();
        var token = await provider.GetRequiredService<ITokenVault>().GetAccessTokenAsync("github:user:42", Token);
        token.Secret.Reveal().Should().Be(Canary);
        Tell(token);
    }

    private async Task<VaultUnderTest> VaultAsync(ILoggerFactory factory, ITokenRefresher? refresher) =>
        VaultUnderTest.Over(
            await Embedded.CreateAsync(),
            refresher,
            options: new TokenOptions { RetryPause = TimeSpan.Zero, WatchedKeys = 0 },
            logger: factory.CreateLogger<TokenVault>());

    private void Tell(object? what)
    {
        told.Enqueue($"{what} {System.Text.Json.JsonSerializer.Serialize(what)}");
        told.Enqueue(what switch
        {
            AccessToken token => Shown(token.Secret),
            TokenGrant grant => $"{Shown(grant.AccessToken)} {Shown(grant.RefreshToken!)}",
            _ => "",
        });
    }

    // Returns what a debugger shows: the display text and the members that are not hidden.
    private static string Shown(SecretString secret)
    {
        typeof(SecretString).GetCustomAttributes(typeof(DebuggerDisplayAttribute), inherit: false).Should().ContainSingle()
            .Which.Should().BeOfType<DebuggerDisplayAttribute>().Which.Value.Should().Be("{ToString(),nq}");
        var members = typeof(SecretString).GetFields(
            System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public)
            .Where(field => !field.GetCustomAttributes(typeof(DebuggerBrowsableAttribute), inherit: false)
                .OfType<DebuggerBrowsableAttribute>().Any(attribute => attribute.State is DebuggerBrowsableState.Never))
            .Select(field => field.GetValue(secret));
        return $"{secret} {string.Join(' ', members)}";
    }

    private async Task TellErrorAsync(Func<Task> call)
    {
        var error = (await call.Should().ThrowAsync<Exception>()).Which;
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            told.Enqueue(cause.ToString());
            foreach (var data in cause.Data.Values)
            {
                told.Enqueue(data?.ToString() ?? "");
            }
        }
    }

    /// <summary>Throws an exception that quotes the secret, on the first call only.</summary>
    private sealed class ClumsyRevoker : ITokenRefresher, ITokenRevoker
    {
        private int calls;

        public bool CanMint => false;

        public Task<NewGrant> RefreshAsync(string key, TokenGrant? current, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task RevokeAsync(string key, TokenGrant grant, CancellationToken cancellationToken) =>
            ++calls == 1 ? throw new HttpRequestException($"DELETE .../{grant.AccessToken.Reveal()}") : Task.CompletedTask;
    }
}
