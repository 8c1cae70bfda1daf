namespace AgentState;

/// <summary>The Firestore emulator is not there, or did not start. The message says what was looked for, or what the emulator printed.</summary>
public sealed class FirestoreEmulatorException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What happened, and what to do about it.</param>
    /// <param name="innerException">The cause, or null.</param>
    public FirestoreEmulatorException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
