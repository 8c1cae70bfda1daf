using System.Collections.Concurrent;
using AgentState.Firestore.Tests;

[assembly: AssemblyFixture(typeof(EmulatorFixture))]

namespace AgentState.Firestore.Tests;

/// <summary>One emulator for the whole assembly, and the engines that use it.</summary>
/// <remarks>If no emulator is found, it does not throw; each test that needs the emulator is skipped with the reason.</remarks>
public sealed class EmulatorFixture : IAsyncLifetime
{
    /// <summary>If this variable is 1, tests fail instead of being skipped when no emulator is found.</summary>
    public const string RequireVariable = "AGENTSTATE_REQUIRE_EMULATOR";

    // With many parallel tests on a small machine, a single call may take longer than in production.
    private static readonly TimeSpan CallTimeout = TimeSpan.FromMinutes(1);

    // Reopens a listener that the emulator no longer serves well before the test times out.
    private static readonly TimeSpan ListenTimeout = TimeSpan.FromSeconds(20);

    private readonly BilledCounter billed = new();
    private readonly ConcurrentBag<IDocumentStore> engines = [];
    private readonly RealProject? project = RealProject.OfEnvironment();
    private FirestoreEmulator? emulator;
    private string? whyNot;

    /// <summary>The emulator; skips the calling test if there is none.</summary>
    public FirestoreEmulator Emulator
    {
        get
        {
            Assert.SkipUnless(emulator is not null, whyNot ?? "The emulator was not started.");
            return emulator;
        }
    }

    /// <summary>Creates a Firestore engine over a new, empty database.</summary>
    /// <remarks>
    /// The database is in the emulator, or in the real project that <see cref="RealProject.Variable"/> names. Skips the calling test if
    /// there is neither.
    /// </remarks>
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

        // An emulator that is installed but does not start is a failure, not a reason to skip.
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
