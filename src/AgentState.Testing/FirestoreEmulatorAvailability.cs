namespace AgentState;

/// <summary>The result of <see cref="FirestoreEmulator.Find"/>: an available emulator, or the reason why none is available.</summary>
public sealed class FirestoreEmulatorAvailability
{
    private FirestoreEmulatorAvailability()
    {
    }

    /// <summary>True if an emulator already runs, or if both Java and the emulator's jar were found.</summary>
    public bool IsAvailable => Reason is null;

    /// <summary>What is missing, where it was searched for, and how to install it; null if an emulator is available.</summary>
    public string? Reason { get; private init; }

    /// <summary>The <c>host:port</c> of an emulator that already runs; null if none runs.</summary>
    public string? RunningHost { get; private init; }

    /// <summary>The path of the emulator's jar; null if an emulator already runs or none is available.</summary>
    public string? JarFile { get; private init; }

    /// <summary>The path of the Java executable; null if an emulator already runs or none is available.</summary>
    public string? JavaFile { get; private init; }

    internal static FirestoreEmulatorAvailability Running(string host) => new() { RunningHost = host };

    internal static FirestoreEmulatorAvailability Startable(string javaFile, string jarFile) =>
        new() { JavaFile = javaFile, JarFile = jarFile };

    internal static FirestoreEmulatorAvailability Missing(string reason) => new() { Reason = reason };
}
