using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests.Hosting;

/// <summary>The operations of a host without tasks over several hours of a fake clock.</summary>
[Collection(Alone.Name)]
public sealed class IdleDayTests
{
    private const int ReadsOfADay = 1_000;

    private static readonly TimeSpan Lived = TimeSpan.FromHours(6);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "T43")]
    public async Task IdleHost_WithDefaultOptions_ReadsFewerThan1000DocumentsADay()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddAgentState().UseEmbedded().AddTaskWorker("github", static (_, _) => Task.FromResult<StateMap?>(null));
        using var host = builder.Build();
        var client = host.Services.GetRequiredService<AgentStateClient>();
        await host.StartAsync(Token);
        await host.Services.GetRequiredKeyedService<HostedAgent>("github-agent").Instance;

        var before = client.Billed;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var passed = TimeSpan.Zero; passed < Lived; passed += Step)
        {
            time.Advance(Step);

            // The work that the clock triggers runs in the thread pool and needs some time.
            // It needs more while the listener is late for the heartbeat, which it receives every 30 s.
            for (var wait = 0; wait == 0 || (wait < 50 && client.ListenerAge > TimeSpan.FromSeconds(45)); wait++)
            {
                await timer.WaitForNextTickAsync(Token);
            }
        }

        var after = client.Billed;
        TestContext.Current.TestOutputHelper?.WriteLine($"{after.Reads - before.Reads} reads, {after.Writes - before.Writes} writes.");
        (after.Writes - before.Writes).Should().BeGreaterThan(
            350, "a host that keeps up with the clock writes a heartbeat every 30 s, 720 in total");
        (after.Reads - before.Reads).Should().BeInRange(
            60,
            (long)(ReadsOfADay * (Lived / TimeSpan.FromDays(1))),
            "the host sweeps leases every two minutes and checks for tasks less and less often");
        await host.StopAsync(Token);
    }
}
