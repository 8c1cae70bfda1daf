namespace AgentState.Internal.Documents;

/// <summary>Distinguishes errors of one document from errors of the whole database.</summary>
internal static class DocumentErrors
{
    /// <summary>Whether the error concerns only this document, for example because it has no room for a write.</summary>
    /// <remarks>False if the database did not answer, or refuses every write.</remarks>
    public static bool IsOfOneDocument(AgentStateException error) =>
        error is not (StateUnavailableException or StatePermissionException or StateQuotaExceededException or DatabaseNotFoundException);
}
