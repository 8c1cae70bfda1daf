namespace AgentState;

/// <summary>The base of every error that the database causes.</summary>
/// <remarks>
/// It is thrown itself only for replies that no derived type covers. Bad arguments throw <see cref="ArgumentException"/>; a cancelled
/// token throws <see cref="OperationCanceledException"/>.
/// </remarks>
public class AgentStateException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened, and what to do about it.</param>
    /// <param name="innerException">The cause, or null.</param>
    public AgentStateException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
