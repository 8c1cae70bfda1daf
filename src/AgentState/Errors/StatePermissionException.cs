namespace AgentState;

/// <summary>The database refused the credentials, or the account lacks a role.</summary>
/// <remarks>
/// The credentials are missing, wrong or expired, or the account lacks a role: a service needs <c>roles/datastore.user</c>. Calling again
/// does not help until this is corrected.
/// </remarks>
public sealed class StatePermissionException : AgentStateException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What was refused, and what to do.</param>
    /// <param name="innerException">The cause, or null.</param>
    public StatePermissionException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
