namespace AgentState;

/// <summary>
/// The database refused the credentials: they are missing, wrong or expired, or the account lacks a role (a service needs
/// <c>roles/datastore.user</c>). Calling again does not help until that is mended.
/// </summary>
public sealed class StatePermissionException : AgentStateException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What was refused, and what to do.</param>
    /// <param name="innerException">The cause, or null.</param>
    public StatePermissionException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
