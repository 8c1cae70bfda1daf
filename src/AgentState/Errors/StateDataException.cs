namespace AgentState;

/// <summary>A stored document or value cannot be read as the requested type.</summary>
/// <remarks>The document stays unchanged. Calling again does not help.</remarks>
public sealed class StateDataException : AgentStateException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What was found and what was expected. Never the content.</param>
    /// <param name="path">The document's path; null if a value was read without its document.</param>
    /// <param name="fieldPath">The path of the field; null if the error concerns the whole document.</param>
    /// <param name="innerException">The cause, or null.</param>
    public StateDataException(string message, string? path, string? fieldPath, Exception? innerException = null)
        : base(message, innerException)
    {
        Path = path;
        FieldPath = fieldPath;
    }

    /// <summary>The document's path below the parent, such as <c>tasks/t1</c>; null if a value was read without its document.</summary>
    public string? Path { get; }

    /// <summary>
    /// The path of the field that is missing or cannot be read, such as <c>payload.items[2]</c>; null if the error concerns the whole
    /// document.
    /// </summary>
    public string? FieldPath { get; }
}
