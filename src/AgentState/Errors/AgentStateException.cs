namespace AgentState;

/// <summary>
/// The base of every error that this library throws for a reason of the database's. It is thrown itself only for answers that none of
/// the more exact types stands for. Bad arguments are <see cref="ArgumentException"/>, a cancelled token is <see cref="OperationCanceledException"/>.
/// </summary>
public class AgentStateException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What happened, and what to do about it.</param>
    /// <param name="innerException">The cause, or null.</param>
    public AgentStateException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
