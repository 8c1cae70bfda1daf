namespace AgentState;

/// <summary>The caller named a document that must exist, and it does not. Calling again does not help.</summary>
public sealed class StateNotFoundException : AgentStateException
{
    /// <summary>Makes the error.</summary>
    /// <param name="path">The document's path below the parent, such as <c>tasks/t1</c>.</param>
    /// <param name="innerException">The cause, or null.</param>
    public StateNotFoundException(string path, Exception? innerException = null)
        : base($"There is no document '{path}'. It was never written, or it was deleted.", innerException)
    {
        Path = path;
    }

    internal StateNotFoundException(string path, string advice)
        : base($"There is no document '{path}'. {advice}") => Path = path;

    /// <summary>The document's path below the parent, such as <c>tasks/t1</c>.</summary>
    public string Path { get; }
}
