using AgentState.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests.Hosting;

/// <summary>A day in the life of a host that has nothing to do, by a clock of its own.</summary>
[Collection(Alone.Name)]
public sealed class IdleDayTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

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
        for (var steps = 1; steps * Step < Day; steps++)
        {
            time.Advance(Step);
            await Eventually.TrueAsync(
                () => client.Billed.Writes - before.Writes >= Beats(steps * Step) && client.ListenerAge < TimeSpan.FromMinutes(1), Patience, Token);
        }

        var after = client.Billed;
        (after.Reads - before.Reads).Should().BeInRange(600, 999, "a look at the leases each two minutes shows that the whole day was lived through");
        TestContext.Current.TestOutputHelper?.WriteLine($"{after.Reads - before.Reads} reads, {after.Writes - before.Writes} writes.");
        await host.StopAsync(Token);
    }

    // What the clock has set off goes on in the thread pool: it is waited for by its heartbeats, one in 30 s, of which the newest may be on its way, and by what listeners hear.
    private static long Beats(TimeSpan passed) => (long)(passed / TimeSpan.FromSeconds(30)) - 1;
}
