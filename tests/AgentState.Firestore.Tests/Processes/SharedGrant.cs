using AgentState.Contracts;
using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Firestore.Tests.Processes;

/// <summary>An expired grant, the service that issued it, and processes that share it.</summary>
internal sealed class SharedGrant(
    ScriptedProvider service, ServiceProvider provider, IReadOnlyList<VaultProcess> processes) : IAsyncDisposable
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ScriptedProvider Service => service;

    public IReadOnlyList<VaultProcess> Processes => processes;

    /// <summary>The vault of the test process, which does not refresh.</summary>
    public ITokenVault Vault => provider.GetRequiredService<ITokenVault>();

    /// <summary>Returns the activity log, oldest entry first; entries of one millisecond are in any order.</summary>
    public async Task<IReadOnlyList<ActivityEntry>> EntriesAsync() =>
        [.. (await provider.GetRequiredService<IActivityLog>().ListAsync(cancellationToken: Token)).Items.Reverse()];

    /// <summary>Waits until the grant is in the given state.</summary>
    public Task StateAsync(TokenState state) =>
        Eventually.TrueAsync(async () => (await Vault.GetGrantAsync("github", Token))!.State == state, TimeSpan.FromSeconds(60), Token);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }

        await provider.DisposeAsync();
        await service.DisposeAsync();
    }
}
