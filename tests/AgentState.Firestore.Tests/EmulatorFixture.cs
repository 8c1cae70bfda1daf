using System.Collections.Concurrent;
using AgentState.Firestore.Tests;

[assembly: AssemblyFixture(typeof(EmulatorFixture))]

namespace AgentState.Firestore.Tests;

/// <summary>
/// One emulator for the whole assembly, and the engines over it. Where there is none it does not throw; each test skips itself, and says why.
/// </summary>
public sealed class EmulatorFixture : IAsyncLifetime
{
    /// <summary>Set to 1, the absence of an emulator fails the tests instead of skipping them.</summary>
    public const string RequireVariable = "AGENTSTATE_REQUIRE_EMULATOR";

    // Many tests at once on a small machine keep single calls waiting for longer than production may.
    private static readonly TimeSpan CallTimeout = TimeSpan.FromMinutes(1);

    // And a listener that the emulator has forgotten is opened anew well before a test's patience ends.
    private static readonly TimeSpan ListenTimeout = TimeSpan.FromSeconds(20);

    private readonly BilledCounter billed = new();
    private readonly ConcurrentBag<IDocumentStore> engines = [];
    private readonly RealProject? project = RealProject.OfEnvironment();
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

    /// <summary>
    /// The Firestore engine over an empty database of the caller's own: in the emulator, or in the real project that
    /// <see cref="RealProject.Variable"/> names. Skips the calling test where there is neither.
    /// </summary>
    internal ValueTask<IDocumentStore> CreateEngineAsync()
    {
        var connection = project?.NewConnection()
            ?? FirestoreConnection.ToEmulator(Emulator.Host, new DatabaseRoot(Emulator.NewProjectId()));
        var patient = connection with { CallTimeout = CallTimeout, ListenTimeout = ListenTimeout };
        var engine = new MeteringDocumentStore(new FirestoreDocumentStore(patient), billed, new ServerClock(TimeProvider.System));
        engines.Add(engine);
        return ValueTask.FromResult<IDocumentStore>(engine);
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
        foreach (var engine in engines)
        {
            await engine.DisposeAsync();
        }

        if (emulator is not null)
        {
            await emulator.DisposeAsync();
        }

        project?.Report(billed.Read());
    }
}
