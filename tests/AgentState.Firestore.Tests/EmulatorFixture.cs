using AgentState.Firestore.Tests;

[assembly: AssemblyFixture(typeof(EmulatorFixture))]

namespace AgentState.Firestore.Tests;

/// <summary>One emulator for the whole assembly. Where there is none it does not throw; each test skips itself, and says why.</summary>
public sealed class EmulatorFixture : IAsyncLifetime
{
    /// <summary>Set to 1, the absence of an emulator fails the tests instead of skipping them.</summary>
    public const string RequireVariable = "AGENTSTATE_REQUIRE_EMULATOR";

    private FirestoreEmulator? emulator;
    private string? whyNot;

    /// <summary>The emulator; skips the calling test where there is none.</summary>
    public FirestoreEmulator Emulator
    {
        get
        {
            Assert.SkipUnless(emulator is not null, whyNot ?? "The emulator was not started.");
            return emulator;
        }
    }

    public async ValueTask InitializeAsync()
    {
        var required = Environment.GetEnvironmentVariable(RequireVariable) == "1";
        if (FirestoreEmulator.Find() is { IsAvailable: false, Reason: var reason } && !required)
        {
            whyNot = reason;
            return;
        }

        // An emulator that is there and does not start is a failure, whoever asks.
        emulator = await FirestoreEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (emulator is not null)
        {
            await emulator.DisposeAsync();
        }
    }
}
