namespace AgentState;

/// <summary>Somebody else wrote the document first, as often as this call tried, or it no longer has the version that the caller named. Nothing was written.</summary>
public sealed class StateConflictException : AgentStateException
{
    /// <summary>Makes the error.</summary>
    /// <param name="path">The document's path below the parent, such as <c>tasks/t1</c>.</param>
    /// <param name="innerException">The cause, or null.</param>
    public StateConflictException(string path, Exception? innerException = null)
        : base($"The document '{path}' was changed by somebody else in the meantime. Nothing was written; read it again, and decide anew.", innerException)
    {
        Path = path;
    }

    /// <summary>The document's path below the parent, such as <c>tasks/t1</c>.</summary>
    public string Path { get; }
}
