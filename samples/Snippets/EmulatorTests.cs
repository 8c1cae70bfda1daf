using AgentState;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Snippets;

/// <summary>A test against the emulator, for docs/testing.md.</summary>
public class EmulatorTests(EmulatorFixture emulator)
{
    [Fact]
    public async Task GetOrCreateAsync_NewUser_IsStored()
    {
        await using var services = emulator.CreateServices();
        var users = services.GetRequiredService<IUserStore>();

        await users.GetOrCreateAsync("ada");

        Assert.NotNull(await users.GetAsync("ada"));
    }
}
