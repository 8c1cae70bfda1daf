namespace AgentState;

/// <summary>The project has no such Firestore database. Create it in the console, or mend the project id or database id in the options.</summary>
public sealed class DatabaseNotFoundException : AgentStateException
{
    /// <summary>Makes the error.</summary>
    /// <param name="projectId">The project that was asked.</param>
    /// <param name="databaseId">The database that it does not have.</param>
    /// <param name="innerException">The cause, or null.</param>
    public DatabaseNotFoundException(string projectId, string databaseId, Exception? innerException = null)
        : base(
            $"The project '{projectId}' has no Firestore database '{databaseId}'. Create it (gcloud firestore databases create), " +
            "or mend AgentState:ProjectId or AgentState:DatabaseId.",
            innerException)
    {
        ProjectId = projectId;
        DatabaseId = databaseId;
    }

    /// <summary>The project that was asked.</summary>
    public string ProjectId { get; }

    /// <summary>The database that it does not have.</summary>
    public string DatabaseId { get; }
}
