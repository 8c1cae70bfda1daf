namespace AgentState;

/// <summary>Tells errors of one claim from errors of the database.</summary>
internal static class ClaimErrors
{
    /// <summary>
    /// Whether the task itself cannot be claimed: it is too large for the claim's fields, say. Otherwise the database did not answer, or
    /// refuses every write.
    /// </summary>
    public static bool IsOfTheTask(AgentStateException error) =>
        error is not (StateUnavailableException or StatePermissionException or StateQuotaExceededException or DatabaseNotFoundException);
}
