using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using AgentState.Contracts;
using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentState.Tests;

/// <summary>Every path that a secret takes, with everything listening that could tell it.</summary>
public sealed class SecretCanaryTests
{
    private const string Canary = "canary7f3a";

    private readonly ConcurrentQueue<string> told = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Promise", "K18"), Trait("Promise", "K19"), Trait("Promise", "P15")]
    public async Task NoSecret_ReachesALogAnExceptionASpanOrAMetric()
    {
        using var logs = new Everything(told);
        using var factory = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(logs));
        using var spans = ListenToSpans();
        using var metrics = ListenToMetrics();

        await RefreshAsync(factory);
        await MintAsync(factory);
        await FailAsync(factory);
        await ReadWhatCannotBeReadAsync(factory);
        await RefuseBadInputAsync();
        await RegisterAsync(logs);

        told.Should().NotBeEmpty().And.NotContain(text => text.Contains(Canary, StringComparison.OrdinalIgnoreCase));
    }

    // The test above must be able to fail: what it listens to does hear.
    [Fact]
    public void WhatListens_Hears()
    {
        using var logs = new Everything(told);
        using var factory = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(logs));
        using var spans = ListenToSpans();

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

    private async Task ReadWhatCannotBeReadAsync(ILoggerFactory factory)
    {
        var test = await VaultAsync(factory, refresher: null);
        await test.WriteRawAsync(
            Writes.Create(
                test.Name,
                [new("accessToken", Values.Of(Canary)), new("refreshToken", Values.Map((Canary, Values.Of(Canary)))), new("expiresAt", Values.Of(Canary))]),
            Token);
        await TellErrorAsync(() => test.Vault.GetAccessTokenAsync("github", Token));
        await test.WriteRawAsync(Writes.Patch(test.Name, [new("refreshToken", Values.Of(Canary))], ["refreshToken"]), Token);
        await TellErrorAsync(() => test.Vault.GetGrantAsync("github", Token));
    }

    private async Task RefuseBadInputAsync()
    {
        var test = VaultUnderTest.Over(await Embedded.CreateAsync(), staticToken: $"{Canary}\n");
        await TellErrorAsync(() => test.Vault.GetAccessTokenAsync("github", Token));
        await TellErrorAsync(() => Task.FromResult(new Secret($"{Canary}\u0001")));
        await TellErrorAsync(() => test.Vault.SaveGrantAsync(
            "github", new NewGrant { AccessToken = new Secret(Canary + new string('x', 300_000)) }, Token));
        await TellErrorAsync(() => test.Vault.SaveGrantAsync(
            "github", new NewGrant { AccessToken = new Secret(Canary), Scopes = [""] }, Token));
    }

    private async Task RegisterAsync(Everything logs)
    {
        var services = new ServiceCollection();
        services.AddLogging(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(logs));
        services.AddAgentState().UseEmbedded().AddStaticToken("github", new Secret(Canary));
        await using var provider = services.BuildServiceProvider();
        var token = await provider.GetRequiredService<ITokenVault>().GetAccessTokenAsync("github:user:42", Token);
        token.Secret.Reveal().Should().Be(Canary);
        Tell(token);
    }

    private async Task<VaultUnderTest> VaultAsync(ILoggerFactory factory, ITokenRefresher? refresher) =>
        VaultUnderTest.Over(await Embedded.CreateAsync(), refresher, logger: factory.CreateLogger<TokenVault>());

    private void Tell(object? what) => told.Enqueue($"{what} {System.Text.Json.JsonSerializer.Serialize(what)}");

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

    private ActivityListener ListenToSpans()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                told.Enqueue(span.DisplayName + span.StatusDescription);
                foreach (var (name, value) in span.TagObjects)
                {
                    told.Enqueue($"{name}={value}");
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private MeterListener ListenToMetrics()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument),
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) =>
        {
            foreach (var tag in tags)
            {
                told.Enqueue($"{instrument.Name} {tag.Key}={tag.Value}");
            }
        });
        listener.Start();
        return listener;
    }

    /// <summary>Takes down every message, its parts, its scopes and its exception.</summary>
    private sealed class Everything(ConcurrentQueue<string> told) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            told.Enqueue(state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            told.Enqueue($"{formatter(state, exception)} {exception}");
            if (state is IReadOnlyList<KeyValuePair<string, object?>> parts)
            {
                foreach (var (name, value) in parts)
                {
                    told.Enqueue($"{name}={value}");
                }
            }
        }

        public void Dispose()
        {
        }
    }
}
