namespace AgentState;

/// <summary>Options for finding and starting the emulator; see <see cref="FirestoreEmulator.StartAsync"/>.</summary>
/// <remarks>The defaults suit a machine with the Cloud SDK and Java.</remarks>
public sealed class FirestoreEmulatorOptions
{
    /// <summary>
    /// Whether to use an already running emulator, named by the environment variable <c>FIRESTORE_EMULATOR_HOST</c>. Default true.
    /// </summary>
    /// <remarks>A running emulator keeps its own rules; <see cref="RulesFile"/> does not affect it.</remarks>
    public bool UseRunning { get; set; } = true;

    /// <summary>The path of the emulator's jar; null, the default = search for it, see <see cref="FirestoreEmulator.Find"/>.</summary>
    public string? JarFile { get; set; }

    /// <summary>The path of the Java executable; null, the default = the one in <c>JAVA_HOME</c>, else the one on <c>PATH</c>.</summary>
    public string? JavaFile { get; set; }

    /// <summary>The path of the security rules for the emulator; null, the default = the rules that ship with AgentState.</summary>
    /// <remarks>
    /// The shipped rules deny every client access. The library itself authenticates as the owner, to whom rules do not apply.
    /// </remarks>
    public string? RulesFile { get; set; }

    /// <summary>The longest time to wait until the emulator answers. Default one minute; a busy machine needs about ten seconds.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromMinutes(1);
}
