using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests.Hosting;

/// <summary>Hours in the life of a host that has nothing to do, by a clock of its own.</summary>
[Collection(Alone.Name)]
public sealed class IdleDayTests
{
    private const int ReadsOfADay = 1_000;

    private static readonly TimeSpan Lived = TimeSpan.FromHours(6);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Promise", "T43")]
    public async Task AnIdleHost_ReadsLessThanAThousandDocumentsADay_WithTheDefaultOptions()
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
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var passed = TimeSpan.Zero; passed < Lived; passed += Step)
        {
            time.Advance(Step);

            // What the clock has set off goes on in the thread pool, and is given time for that: more of it where a listener hears late of what is heard each 30 s.
            for (var turn = 0; turn == 0 || (turn < 50 && client.ListenerAge > TimeSpan.FromSeconds(45)); turn++)
            {
                await pulse.WaitForNextTickAsync(Token);
            }
        }

        var after = client.Billed;
        TestContext.Current.TestOutputHelper?.WriteLine($"{after.Reads - before.Reads} reads, {after.Writes - before.Writes} writes.");
        (after.Writes - before.Writes).Should().BeGreaterThan(350, "there is a heartbeat in 30 s, 720 in all, for those who keep up with the clock");
        (after.Reads - before.Reads).Should().BeInRange(60, (long)(ReadsOfADay * (Lived / TimeSpan.FromDays(1))), "it looks after leases each two minutes, and for tasks ever less often");
        await host.StopAsync(Token);
    }
}
