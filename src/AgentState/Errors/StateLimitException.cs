namespace AgentState;

/// <summary>A document, a value or a request is larger than Firestore allows; nothing was written.</summary>
/// <remarks>Calling again with the same content does not help.</remarks>
public sealed class StateLimitException : AgentStateException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What is too large, and what to do.</param>
    /// <param name="innerException">The cause, or null.</param>
    public StateLimitException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The document's path or the field's path within it; null if the database did not report it.</summary>
    public string? Path { get; init; }

    /// <summary>The actual size, in bytes as Firestore counts them; null if the database did not report it.</summary>
    public long? Size { get; init; }

    /// <summary>The largest allowed size, in bytes; null if the database did not report it.</summary>
    public long? Limit { get; init; }
}
