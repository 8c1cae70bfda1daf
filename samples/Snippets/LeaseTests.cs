using AgentState;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Snippets;

/// <summary>A test with the embedded engine and a fake clock, for docs/testing.md. The test assembly of the library runs it.</summary>
public class LeaseTests
{
    [Fact]
    public async Task CompleteAsync_AfterTheLeaseExpired_Throws()
    {
        var time = new FakeTimeProvider();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(time);
        services.AddAgentState().UseEmbedded(); // an empty database in memory, for this provider only
        await using var provider = services.BuildServiceProvider();
        var tasks = provider.GetRequiredService<ITaskQueue>();
        var administration = provider.GetRequiredService<ITaskAdministration>();
        await tasks.EnqueueAsync(new NewTask { Type = "greeting", CreatedBy = "test", Payload = StateMap.Empty });

        var late = await tasks.ClaimAsync("greeting", "first-agent");
        time.Advance(TimeSpan.FromMinutes(3)); // Tasks:LeaseDuration is 2 minutes
        await administration.SweepAsync(); // schedules the next attempt; a worker sweeps by itself
        time.Advance(TimeSpan.FromMinutes(1)); // the back-off
        await administration.SweepAsync(); // makes the task claimable
        var next = await tasks.ClaimAsync("greeting", "second-agent");

        Assert.Equal(2, next!.Task.Attempt);
        await Assert.ThrowsAsync<LeaseLostException>(() => late!.CompleteAsync());
    }
}
