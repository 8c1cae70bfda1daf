using System.Runtime.CompilerServices;

namespace AgentState.Chaos;

/// <summary>Brings outages about, one after the other: each kind once, in an order drawn by lot, then any of them, until the time is over.</summary>
/// <param name="ground">Where.</param>
/// <param name="seed">Of the lot.</param>
/// <param name="kinds">Which ones.</param>
/// <param name="lengths">How long one lasts that lasts: any of these.</param>
internal sealed class Outages(ChaosGround ground, int seed, IReadOnlyList<Outage> kinds, params IReadOnlyList<TimeSpan> lengths)
{
    private readonly Random random = new(seed);

    /// <summary>The kinds, in their order.</summary>
    public async IAsyncEnumerable<Outage> UntilAsync(TimeSpan end, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var started = TimeProvider.System.GetTimestamp();
        var first = kinds.ToArray();
        random.Shuffle(first);
        for (var i = 0; i < first.Length || TimeProvider.System.GetElapsedTime(started) < end; i++)
        {
            var outage = i < first.Length ? first[i] : random.GetItems(first, 1)[0];
            await BringAboutAsync(outage, cancellationToken);
            yield return outage;
        }
    }

    private async Task BringAboutAsync(Outage outage, CancellationToken cancellationToken)
    {
        switch (outage)
        {
            case Outage.Cut:
                ground.Network.Cut();
                break;
            case Outage.Delay:
                ground.Network.Delay = TimeSpan.FromMilliseconds(300);
                await LastAsync(cancellationToken);
                ground.Network.Heal();
                break;
            case Outage.BlackHole:
                ground.Network.BlackHole();
                await LastAsync(cancellationToken);
                ground.Network.Heal();
                break;
            case Outage.Refusal:
                ground.Network.Refuse();
                ground.Network.Cut();
                await LastAsync(cancellationToken);
                ground.Network.Accept();
                break;
            default:
                await ground.RestartAsync();
                break;
        }
    }

    private Task LastAsync(CancellationToken cancellationToken) =>
        Task.Delay(lengths[random.Next(lengths.Count)], TimeProvider.System, cancellationToken);
}
