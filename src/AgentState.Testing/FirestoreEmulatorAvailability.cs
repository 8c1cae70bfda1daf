namespace AgentState;

/// <summary>Whether a Firestore emulator can be had on this machine, and if not, why. Made by <see cref="FirestoreEmulator.Find"/>.</summary>
public sealed class FirestoreEmulatorAvailability
{
    private FirestoreEmulatorAvailability()
    {
    }

    /// <summary>True when an emulator runs already, or when Java and the emulator's jar were both found.</summary>
    public bool IsAvailable => Reason is null;

    /// <summary>What is missing, where it was looked for, and how to get it. Null when the emulator is available.</summary>
    public string? Reason { get; private init; }

    /// <summary>The <c>host:port</c> of an emulator that runs already. Null when one has to be started.</summary>
    public string? RunningHost { get; private init; }

    /// <summary>The emulator's jar. Null when an emulator runs already, or when there is none.</summary>
    public string? JarFile { get; private init; }

    /// <summary>The Java program. Null when an emulator runs already, or when there is none.</summary>
    public string? JavaFile { get; private init; }

    internal static FirestoreEmulatorAvailability Running(string host) => new() { RunningHost = host };

    internal static FirestoreEmulatorAvailability Startable(string javaFile, string jarFile) =>
        new() { JavaFile = javaFile, JarFile = jarFile };

    internal static FirestoreEmulatorAvailability Missing(string reason) => new() { Reason = reason };
}
