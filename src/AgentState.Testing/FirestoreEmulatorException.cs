namespace AgentState;

/// <summary>The Firestore emulator was not found, or did not start.</summary>
/// <remarks>The message contains the places that were searched, or the output of the emulator.</remarks>
public sealed class FirestoreEmulatorException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The problem, and what to do about it.</param>
    /// <param name="innerException">The cause, or null.</param>
    public FirestoreEmulatorException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
