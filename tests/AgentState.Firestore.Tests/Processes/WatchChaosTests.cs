namespace AgentState.Firestore.Tests.Processes;

/// <summary>The chaos program, for a short while: watches while writers in several processes write, the network fails and the server is killed.</summary>
[Collection(WithProcesses.Name)]
public sealed class WatchChaosTests(EmulatorFixture emulator)
{
    [Fact, Trait("Promise", "W2"), Trait("Promise", "W3"), Trait("Promise", "W5")]
    public async Task Watches_EndWithWhatTheDatabaseHolds_AndTellNothingTwice_OrBackInTime()
    {
        var (exitCode, printed) = await ChaosRun.RunAsync(emulator, "watch", "--seconds", "20");

        exitCode.Should().Be(0, printed);
    }
}
