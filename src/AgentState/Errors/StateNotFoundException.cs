namespace AgentState;

/// <summary>A document that the call requires does not exist.</summary>
/// <remarks>Calling again does not help.</remarks>
public sealed class StateNotFoundException : AgentStateException
{
    /// <summary>Creates the error.</summary>
    /// <param name="path">The document's path below the parent, such as <c>tasks/t1</c>.</param>
    /// <param name="innerException">The cause, or null.</param>
    public StateNotFoundException(string path, Exception? innerException = null)
        : base($"The document '{path}' does not exist. It was never written, or it was deleted.", innerException)
    {
        Path = path;
    }

    internal StateNotFoundException(string path, string advice)
        : base($"The document '{path}' does not exist. {advice}") => Path = path;

    /// <summary>The document's path below the parent, such as <c>tasks/t1</c>.</summary>
    public string Path { get; }
}
