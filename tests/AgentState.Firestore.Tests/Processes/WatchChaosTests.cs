namespace AgentState.Firestore.Tests.Processes;

/// <summary>Runs the chaos program on watches for a short time.</summary>
/// <remarks>Writers in several processes write while the network fails and the server is killed.</remarks>
[Collection(WithProcesses.Name)]
public sealed class WatchChaosTests(EmulatorFixture emulator)
{
    [Fact, Trait("Guarantee", "W2"), Trait("Guarantee", "W3"), Trait("Guarantee", "W5")]
    public async Task Watches_WithFaults_EndWithTheStoredStateAndRepeatNothing()
    {
        var (exitCode, printed) = await ChaosRun.RunAsync(emulator, "watch", "--seconds", "20");

        exitCode.Should().Be(0, printed);
    }
}
