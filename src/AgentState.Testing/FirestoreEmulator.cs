using System.Security.Cryptography;
using AgentState.Internal.Testing;

namespace AgentState;

/// <summary>Starts a Firestore emulator for tests, or uses one that already runs.</summary>
/// <remarks>
/// <para>
/// A started emulator uses a free port of this machine and the rules that ship with AgentState, and stops when it is disposed. One emulator
/// is enough for a whole test run: give each test a project of its own (<see cref="NewProjectId"/>).
/// </para>
/// <para>
/// The emulator keeps its data in memory and loses it when it stops. It also stops with this process: on Linux and macOS even if the
/// process is killed, on Windows only if the process exits normally.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// await using var emulator = await FirestoreEmulator.StartAsync();
/// var options = new AgentStateOptions { EmulatorHost = emulator.Host, ProjectId = emulator.NewProjectId() };
/// </code>
/// </example>
public sealed class FirestoreEmulator : IAsyncDisposable
{
    private readonly EmulatorProcess? process;

    // Random, because an emulator that already ran may serve other test runs at the same time.
    private readonly string projectPrefix = $"demo-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
    private int projects;

    private FirestoreEmulator(string host, EmulatorProcess? process)
    {
        Host = host;
        this.process = process;
    }

    /// <summary>The address of the emulator, as <c>host:port</c>.</summary>
    /// <remarks>
    /// Use it for the environment variable <c>FIRESTORE_EMULATOR_HOST</c> or the option <see cref="AgentStateOptions.EmulatorHost"/>.
    /// </remarks>
    public string Host { get; }

    /// <summary>True if this object started the emulator; false if it uses one that already ran, with that emulator's own rules.</summary>
    public bool IsStartedHere => process is not null;

    /// <summary>Finds an emulator without starting it. Does not throw if none is found.</summary>
    /// <remarks>
    /// The first match is used: the emulator in the environment variable <c>FIRESTORE_EMULATOR_HOST</c>; the jar in
    /// <c>AGENTSTATE_EMULATOR_JAR</c>; the Cloud SDK of the <c>gcloud</c> on <c>PATH</c>, then in <c>CLOUDSDK_ROOT_DIR</c>, then in its
    /// default folders; the newest jar in the cache of firebase-tools. A jar also needs Java.
    /// </remarks>
    /// <param name="options">The options; null = the defaults.</param>
    /// <returns>The emulator that was found, or the reason why none was found.</returns>
    public static FirestoreEmulatorAvailability Find(FirestoreEmulatorOptions? options = null) =>
        EmulatorSearch.OfThisMachine().Find(options ?? new FirestoreEmulatorOptions());

    /// <summary>Starts an emulator, or uses one that already runs, and returns when it answers.</summary>
    /// <param name="options">The options; null = the defaults.</param>
    /// <param name="cancellationToken">Stops waiting, and stops an emulator that was started.</param>
    /// <returns>A running emulator. Disposing it stops the emulator, unless the emulator already ran before.</returns>
    /// <exception cref="FirestoreEmulatorException">
    /// No emulator was found (the message is <see cref="FirestoreEmulatorAvailability.Reason"/>), it exited during startup (the message
    /// contains its output), or it did not answer within <see cref="FirestoreEmulatorOptions.StartTimeout"/>.
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

    /// <summary>Returns a new project id, which stands for an empty database that no other test uses.</summary>
    /// <remarks>The emulator needs no setup for a new project.</remarks>
    /// <returns>A valid project id with the prefix <c>demo-</c>, which Google's tools never treat as a real project.</returns>
    public string NewProjectId() => $"{projectPrefix}-{Interlocked.Increment(ref projects)}";

    /// <summary>Stops the emulator and its processes, if this object started it. Safe to call again.</summary>
    /// <returns>A task that completes when the emulator has stopped.</returns>
    public ValueTask DisposeAsync() => process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
