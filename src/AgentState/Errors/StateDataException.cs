namespace AgentState;

/// <summary>A stored document holds what this library cannot read as the type asked for. The document is left as it is; calling again does not help.</summary>
public sealed class StateDataException : AgentStateException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What was found and what was expected. Never the content.</param>
    /// <param name="path">The document's path, or null where a value is read apart from its document.</param>
    /// <param name="fieldPath">The path of the field, or null where the whole document is meant.</param>
    /// <param name="innerException">The cause, or null.</param>
    public StateDataException(string message, string? path, string? fieldPath, Exception? innerException = null)
        : base(message, innerException)
    {
        Path = path;
        FieldPath = fieldPath;
    }

    /// <summary>The document's path below the parent, such as <c>tasks/t1</c>; null where a value is read apart from its document.</summary>
    public string? Path { get; }

    /// <summary>The path of the field that cannot be read, such as <c>payload.items[2]</c>; null where the whole document is meant.</summary>
    public string? FieldPath { get; }
}
