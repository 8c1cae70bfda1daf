namespace AgentState;

/// <summary>The billed Firestore operations since the client was created.</summary>
/// <remarks>
/// Every attempt that Firestore answered counts. An attempt whose reply was lost does not count, although Firestore may bill it.
/// </remarks>
public sealed record BilledOperations
{
    /// <summary>The billed reads.</summary>
    /// <remarks>
    /// One for each document requested by name, even if it does not exist. One for each document that a query or a listener returns, at
    /// least one for each query. One for each 1,000 documents counted, at least one for each count.
    /// </remarks>
    public required long Reads { get; init; }

    /// <summary>The billed writes: one for each document written.</summary>
    public required long Writes { get; init; }

    /// <summary>The billed deletes: one for each delete, even if the document does not exist.</summary>
    public required long Deletes { get; init; }
}
