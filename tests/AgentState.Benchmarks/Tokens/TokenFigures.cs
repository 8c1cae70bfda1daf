using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Benchmarks;

/// <summary>Figures of tokens on the emulator: fresh ones from memory and from the store, and expired ones.</summary>
internal sealed record TokenFigures(
    TokenReads FromMemory,
    TokenReads FromStore,
    TokenReads FromStoreEncrypted,
    SecretFigures Encryption,
    IReadOnlyList<TokenExpiry> Expiries)
{
    // Reads from memory make no call, so many are needed for a measurable time.
    private const int FromMemoryFactor = 1_000;

    private static readonly int[] Registrations = [1, 4];

    public static async Task<TokenFigures> TakeAsync(
        BenchmarkOptions options, FirestoreEmulator emulator, CancellationToken cancellationToken)
    {
        var expiries = new List<TokenExpiry>();
        foreach (var registrations in Registrations)
        {
            expiries.Add(await TokenExpiry.TakeAsync(emulator, registrations, options.Pairs, cancellationToken));
        }

        return new TokenFigures(
            await ReadsAsync(emulator, cacheSize: 1, options.Pairs, options.Operations * FromMemoryFactor, cancellationToken),
            await ReadsAsync(emulator, cacheSize: 0, options.Pairs, options.Operations, cancellationToken),
            await ReadsAsync(emulator, cacheSize: 0, options.Pairs, options.Operations, cancellationToken, isEncrypted: true),
            SecretFigures.Take(options.Pairs, options.Operations),
            expiries);
    }

    /// <summary>Creates the library without watches, so that only the calls are counted.</summary>
    public static ServiceProvider Provide(
        string emulatorHost, string projectId, OnceService service, int cacheSize = 1_000, bool isEncrypted = false)
    {
        var builder = new ServiceCollection()
            .AddAgentState(options =>
            {
                (options.EmulatorHost, options.ProjectId) = (emulatorHost, projectId);
                (options.Tokens.CacheSize, options.Tokens.WatchedKeys, options.Tokens.CacheMaxAge) = (cacheSize, 0, TimeSpan.FromHours(1));
            })
            .AddTokenRefresher("once", service);
        if (isEncrypted)
        {
            builder.EncryptTokens(options =>
            {
                options.VaultId = "benchmarks";
                options.Keys["one"] = Convert.ToBase64String(new byte[32]);
            });
        }

        return builder.Services.BuildServiceProvider();
    }

    private static async Task<TokenReads> ReadsAsync(
        FirestoreEmulator emulator, int cacheSize, int pairs, int operations, CancellationToken cancellationToken, bool isEncrypted = false)
    {
        var service = new OnceService();
        await using var provider = Provide(emulator.Host, emulator.NewProjectId(), service, cacheSize, isEncrypted);
        var client = provider.GetRequiredService<AgentStateClient>();
        await client.Tokens.SaveGrantAsync("once", service.Old with { ExpiresAt = DateTimeOffset.UtcNow.AddHours(8) }, cancellationToken);
        return await TokenReads.TakeAsync(client, "once", pairs, operations, cancellationToken);
    }
}
