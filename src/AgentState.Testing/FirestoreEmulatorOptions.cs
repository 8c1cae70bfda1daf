namespace AgentState;

/// <summary>How <see cref="FirestoreEmulator.StartAsync"/> finds and starts the emulator. Every default fits a machine with the Cloud SDK and Java.</summary>
public sealed class FirestoreEmulatorOptions
{
    /// <summary>
    /// Whether an emulator that already runs, named by the environment variable <c>FIRESTORE_EMULATOR_HOST</c>, is used in place of a new one.
    /// Its rules are its own: <see cref="RulesFile"/> has no effect on it. The default is true.
    /// </summary>
    public bool UseRunning { get; set; } = true;

    /// <summary>The emulator's jar. Null, the default, searches for it; see <see cref="FirestoreEmulator.Find"/>.</summary>
    public string? JarFile { get; set; }

    /// <summary>The Java program. Null, the default, takes the one of <c>JAVA_HOME</c>, else the one on <c>PATH</c>.</summary>
    public string? JavaFile { get; set; }

    /// <summary>
    /// A security rules file for the emulator. Null, the default, loads the rules that ship with AgentState: they deny every client access,
    /// while the library itself comes as the owner, whom rules do not bind.
    /// </summary>
    public string? RulesFile { get; set; }

    /// <summary>How long the emulator may take until it answers. The default is one minute; a busy machine needs some ten seconds.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromMinutes(1);
}
