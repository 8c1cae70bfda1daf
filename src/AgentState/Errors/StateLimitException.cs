namespace AgentState;

/// <summary>A document, a value or a request is larger than Firestore takes. Nothing was written; calling again with the same content does not help.</summary>
public sealed class StateLimitException : AgentStateException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What is too large, and what to do.</param>
    /// <param name="innerException">The cause, or null.</param>
    public StateLimitException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The document's path or the field's path within it; null where the database did not tell.</summary>
    public string? Path { get; init; }

    /// <summary>The size found, in bytes as Firestore counts them; null where the database did not tell.</summary>
    public long? Size { get; init; }

    /// <summary>The largest size allowed, in bytes; null where the database did not tell.</summary>
    public long? Limit { get; init; }
}
