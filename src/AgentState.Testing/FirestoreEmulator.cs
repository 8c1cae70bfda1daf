using System.Security.Cryptography;

namespace AgentState;

/// <summary>
/// A Firestore emulator for tests: started on a free port of this machine with the rules that ship with AgentState, and stopped when disposed.
/// One emulator serves a whole test run: give each test a project of its own (<see cref="NewProjectId"/>) instead of an emulator.
/// </summary>
/// <remarks>
/// The emulator keeps its data in memory and loses it when it stops. It ends with this process, too: on Linux and macOS even when the
/// process is killed, on Windows when the process exits by itself.
/// </remarks>
public sealed class FirestoreEmulator : IAsyncDisposable
{
    private readonly EmulatorProcess? process;

    // Random, because an emulator that was running before may serve others at the same time.
    private readonly string projectPrefix = $"demo-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
    private int projects;

    private FirestoreEmulator(string host, EmulatorProcess? process)
    {
        Host = host;
        this.process = process;
    }

    /// <summary>Where the emulator answers, as <c>host:port</c>: what <c>FIRESTORE_EMULATOR_HOST</c> and the option EmulatorHost expect.</summary>
    public string Host { get; }

    /// <summary>True when this object started the emulator; false when it uses one that was running, whose rules are its own.</summary>
    public bool IsStartedHere => process is not null;

    /// <summary>Looks for an emulator without starting it, and never throws for its absence.</summary>
    /// <remarks>
    /// The first match wins: the emulator that the environment variable <c>FIRESTORE_EMULATOR_HOST</c> names; the jar that
    /// <c>AGENTSTATE_EMULATOR_JAR</c> names; the Cloud SDK of the <c>gcloud</c> on <c>PATH</c>, then the SDK's usual folders; the newest jar in the
    /// cache of firebase-tools. A jar needs Java besides.
    /// </remarks>
    /// <param name="options">Null stands for the defaults.</param>
    /// <returns>What was found, or the reason why nothing was.</returns>
    public static FirestoreEmulatorAvailability Find(FirestoreEmulatorOptions? options = null) =>
        EmulatorSearch.OfThisMachine().Find(options ?? new FirestoreEmulatorOptions());

    /// <summary>Starts an emulator, or takes the one that runs already, and returns when it answers.</summary>
    /// <param name="options">Null stands for the defaults.</param>
    /// <param name="cancellationToken">Gives up; what was started is stopped again.</param>
    /// <returns>An emulator that answers. Dispose it to stop it; one that was running before is left running.</returns>
    /// <exception cref="FirestoreEmulatorException">
    /// No emulator was found (the message is that of <see cref="FirestoreEmulatorAvailability.Reason"/>), it ended at once (the message holds what it
    /// printed), or it did not answer within <see cref="FirestoreEmulatorOptions.StartTimeout"/>.
    /// </exception>
    /// <exception cref="FileNotFoundException">The options name a rules file that does not exist.</exception>
    public static Task<FirestoreEmulator> StartAsync(
        FirestoreEmulatorOptions? options = null, CancellationToken cancellationToken = default) =>
        StartFoundAsync(options ?? new FirestoreEmulatorOptions(), EmulatorSearch.OfThisMachine(), cancellationToken);

    internal static async Task<FirestoreEmulator> StartFoundAsync(
        FirestoreEmulatorOptions options, EmulatorSearch search, CancellationToken cancellationToken)
    {
        var found = search.Find(options);
        if (!found.IsAvailable)
        {
            throw new FirestoreEmulatorException(found.Reason!);
        }

        if (found.RunningHost is { } running)
        {
            await EmulatorAnswer.WaitAsync(running, options.StartTimeout, () => null, cancellationToken).ConfigureAwait(false);
            return new FirestoreEmulator(running, process: null);
        }

        var started = await EmulatorProcess
            .StartAsync(found.JavaFile!, found.JarFile!, options.RulesFile, options.StartTimeout, cancellationToken)
            .ConfigureAwait(false);
        return new FirestoreEmulator(started.Host, started);
    }

    /// <summary>
    /// Makes a project id that nobody has used: an empty database that no other test sees. The emulator needs no set-up for it.
    /// </summary>
    /// <returns>A legal project id. Its prefix <c>demo-</c> is the one that Google's tools never take for a real project.</returns>
    public string NewProjectId() => $"{projectPrefix}-{Interlocked.Increment(ref projects)}";

    /// <summary>Stops the emulator, and all of its processes, if this object started it. Twice is harmless.</summary>
    /// <returns>A task that ends when the emulator has.</returns>
    public ValueTask DisposeAsync() => process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
