namespace AgentState;

/// <summary>The project has no Firestore database of that id.</summary>
/// <remarks>Create the database in the console, or correct the project id or database id in the options.</remarks>
public sealed class DatabaseNotFoundException : AgentStateException
{
    /// <summary>Creates the error.</summary>
    /// <param name="projectId">The project id that was used.</param>
    /// <param name="databaseId">The id of the missing database.</param>
    /// <param name="innerException">The cause, or null.</param>
    public DatabaseNotFoundException(string projectId, string databaseId, Exception? innerException = null)
        : base(
            $"The project '{projectId}' has no Firestore database '{databaseId}'. Create it (gcloud firestore databases create), " +
            "or correct AgentState:ProjectId or AgentState:DatabaseId.",
            innerException)
    {
        ProjectId = projectId;
        DatabaseId = databaseId;
    }

    /// <summary>The project id that was used.</summary>
    public string ProjectId { get; }

    /// <summary>The id of the missing database.</summary>
    public string DatabaseId { get; }
}
