using AgentState;
using Microsoft.Extensions.DependencyInjection;
using Snippets;
using Xunit;

[assembly: AssemblyFixture(typeof(EmulatorFixture))]

namespace Snippets;

/// <summary>One emulator for all tests of an assembly, for docs/testing.md.</summary>
public sealed class EmulatorFixture : IAsyncLifetime
{
    private FirestoreEmulator? emulator;

    public async ValueTask InitializeAsync()
    {
        if (FirestoreEmulator.Find().IsAvailable)
        {
            emulator = await FirestoreEmulator.StartAsync();
        }
    }

    public ServiceProvider CreateServices()
    {
        Assert.SkipUnless(emulator is not null, FirestoreEmulator.Find().Reason ?? "The emulator was not started.");
        var services = new ServiceCollection();
        services.AddAgentState(options =>
        {
            options.EmulatorHost = emulator.Host;
            options.ProjectId = emulator.NewProjectId(); // an empty database of this test's own
        });
        return services.BuildServiceProvider();
    }

    public ValueTask DisposeAsync() => emulator?.DisposeAsync() ?? ValueTask.CompletedTask;
}
