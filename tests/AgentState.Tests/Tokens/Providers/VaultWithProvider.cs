using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests;

/// <summary>A vault as applications register it, with the embedded engine, a scripted HTTP provider and a fake clock.</summary>
internal sealed class VaultWithProvider : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private VaultWithProvider(FakeTimeProvider clock, ScriptedProvider provider, ServiceProvider services, HeardLogs logs)
    {
        Clock = clock;
        Provider = provider;
        Logs = logs;
        this.services = services;
        Vault = services.GetRequiredService<ITokenVault>();
    }

    public FakeTimeProvider Clock { get; }

    public ScriptedProvider Provider { get; }

    public ITokenVault Vault { get; }

    public HeardLogs Logs { get; }

    public IServiceProvider Services => services;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<VaultWithProvider> StartAsync(
        Action<AgentStateBuilder, ScriptedProvider> register, Action<IServiceCollection>? more = null, string prefix = "scripted")
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));
        var provider = await ScriptedProvider.StartAsync(clock, Token, prefix);
        var logs = new HeardLogs();
        var collection = new ServiceCollection();
        collection.AddSingleton<TimeProvider>(clock);
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs));
        register(collection.AddAgentState().UseEmbedded(), provider);
        more?.Invoke(collection);
        return new VaultWithProvider(clock, provider, collection.BuildServiceProvider(), logs);
    }

    /// <summary>Returns the refresher that the vault uses for a key.</summary>
    public ITokenRefresher RefresherOf(string key) =>
        services.GetRequiredService<IOptionsMonitor<TokenSourceOptions>>().Get("").Make(services).RefresherOf(key)!;

    public Task RevokeAsync(string key, NewGrant grant) => ((ITokenRevoker)RefresherOf(key)).RevokeAsync(
        key, new TokenGrant { Key = key, AccessToken = grant.AccessToken, RefreshToken = grant.RefreshToken }, Token);

    /// <summary>Saves the grant of a user's consent, with an access token that has expired.</summary>
    public async Task<NewGrant> SaveConsentAsync(string key, params string[] scopes)
    {
        var (access, refresh) = Provider.Grants.Consent();
        var grant = new NewGrant
        {
            AccessToken = new SecretString(access),
            RefreshToken = new SecretString(refresh),
            ExpiresAt = Clock.GetUtcNow().AddMinutes(-1),
            Scopes = scopes.Length > 0 ? scopes : null,
        };
        await Vault.SaveGrantAsync(key, grant, Token);
        return grant;
    }

    public async Task<string> GetAsync(string key) => (await Vault.GetAccessTokenAsync(key, Token)).Secret.Reveal();

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
