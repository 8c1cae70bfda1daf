using System.Runtime.CompilerServices;

namespace AgentState.Chaos;

/// <summary>Causes outages one after the other: each kind once in random order, then random kinds.</summary>
/// <param name="ground">The proxies and the server that fail.</param>
/// <param name="seed">The seed of the random order.</param>
/// <param name="kinds">The kinds of outages.</param>
/// <param name="lengths">The possible durations of an outage.</param>
internal sealed class Outages(ChaosGround ground, int seed, IReadOnlyList<Outage> kinds, params IReadOnlyList<TimeSpan> lengths)
{
    private readonly Random random = new(seed);

    /// <summary>Causes outages until the time is over and each kind has occurred; returns each one when it ends.</summary>
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
