using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Benchmarks;

/// <summary>Figures of users, compared with the generated client alone.</summary>
/// <param name="Found">Get-or-create of existing users.</param>
/// <param name="Created">Get-or-create of new users.</param>
/// <param name="Patched">Patches of one preference.</param>
internal sealed record UserFigures(PairedRuns Found, PairedRuns Created, PairedRuns Patched)
{
    public static async Task<UserFigures> TakeAsync(
        BenchmarkOptions options, FirestoreEmulator emulator, CancellationToken cancellationToken)
    {
        // A database for each side, so that the sides do not share users.
        await using var provider = Fleet.Provide(emulator.Host, emulator.NewProjectId());
        var users = provider.GetRequiredService<IUserStore>();
        using var channel = new FloorChannel(emulator.Host, new DatabaseRoot(emulator.NewProjectId()));
        var floor = new ServiceFloor(channel);
        await users.GetOrCreateAsync("42", cancellationToken: cancellationToken);
        await floor.GetOrCreateAsync("42", cancellationToken);

        return new UserFigures(
            await Turns.TakeAsync(
                options,
                _ => users.GetOrCreateAsync("42", cancellationToken: cancellationToken),
                _ => floor.GetOrCreateAsync("42", cancellationToken),
                cancellationToken),
            await Turns.TakeAsync(
                options,
                number => users.GetOrCreateAsync($"new {number}", cancellationToken: cancellationToken),
                number => floor.GetOrCreateAsync($"new {number}", cancellationToken),
                cancellationToken),
            await Turns.TakeAsync(
                options,
                number => users.PatchPreferencesAsync(
                    "42", MapPatch.Empty.Set("theme", $"theme {number}"), cancellationToken: cancellationToken),
                number => floor.PatchAsync("42", number, cancellationToken),
                cancellationToken));
    }
}
