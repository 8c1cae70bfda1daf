namespace AgentState;

/// <summary>A document could not be created because it already exists; nothing was written.</summary>
public sealed class StateAlreadyExistsException : AgentStateException
{
    /// <summary>Creates the error.</summary>
    /// <param name="path">The document's path below the parent, such as <c>tasks/t1</c>.</param>
    /// <param name="innerException">The cause, or null.</param>
    public StateAlreadyExistsException(string path, Exception? innerException = null)
        : base($"The document '{path}' already exists. Nothing was written.", innerException)
    {
        Path = path;
    }

    /// <summary>The document's path below the parent, such as <c>tasks/t1</c>.</summary>
    public string Path { get; }
}
