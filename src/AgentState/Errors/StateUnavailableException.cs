namespace AgentState;

/// <summary>The database could not be reached, did not answer in time, or stayed too busy until the retries ended.</summary>
/// <remarks>Try again later. <see cref="MayHaveBeenApplied"/> says whether a write of this call may have taken effect.</remarks>
public sealed class StateUnavailableException : AgentStateException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="mayHaveBeenApplied">Whether a write of this call may have taken effect.</param>
    /// <param name="innerException">The cause, or null.</param>
    public StateUnavailableException(string message, bool mayHaveBeenApplied, Exception? innerException = null)
        : base(message, innerException)
    {
        MayHaveBeenApplied = mayHaveBeenApplied;
    }

    /// <summary>Whether a write of this call may have taken effect although its reply was lost; always false for reads.</summary>
    /// <remarks>
    /// Each method says whether calling it again is safe in this case. The methods of the five services are safe to call again unless their
    /// documentation says otherwise.
    /// </remarks>
    public bool MayHaveBeenApplied { get; }
}
