namespace AgentState;

/// <summary>
/// The database did not answer in time, could not be reached, or stayed too busy for as long as the call was tried.
/// Trying again later is right; <see cref="MayHaveBeenApplied"/> tells whether a write may have taken effect.
/// </summary>
public sealed class StateUnavailableException : AgentStateException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="mayHaveBeenApplied">Whether a write of this call may have taken effect.</param>
    /// <param name="innerException">The cause, or null.</param>
    public StateUnavailableException(string message, bool mayHaveBeenApplied, Exception? innerException = null)
        : base(message, innerException)
    {
        MayHaveBeenApplied = mayHaveBeenApplied;
    }

    /// <summary>
    /// True where the request may have reached the database though its reply did not come back. Reads are always false.
    /// Each method says whether calling it again is safe then; those of the five services are, unless they say otherwise.
    /// </summary>
    public bool MayHaveBeenApplied { get; }
}
