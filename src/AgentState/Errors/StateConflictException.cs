namespace AgentState;

/// <summary>Another writer changed the document; nothing was written.</summary>
/// <remarks>
/// Either the document no longer has the version that the caller named, or other writers changed it during every attempt of this call.
/// </remarks>
public sealed class StateConflictException : AgentStateException
{
    /// <summary>Creates the error.</summary>
    /// <param name="path">The document's path below the parent, such as <c>tasks/t1</c>.</param>
    /// <param name="innerException">The cause, or null.</param>
    public StateConflictException(string path, Exception? innerException = null)
        : base($"Another writer changed the document '{path}'. Nothing was written; read the document again and retry.", innerException)
    {
        Path = path;
    }

    /// <summary>The document's path below the parent, such as <c>tasks/t1</c>.</summary>
    public string Path { get; }
}
