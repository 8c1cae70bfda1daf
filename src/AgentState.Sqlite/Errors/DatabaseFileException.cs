namespace AgentState;

/// <summary>
/// The database file cannot be used: it is damaged, read-only, full, of a later version, or in a place that is not supported.
/// </summary>
/// <remarks>Nothing was written. The message says what to do; calling again does not help.</remarks>
public sealed class DatabaseFileException : AgentStateException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="path">The full path of the file.</param>
    /// <param name="innerException">The cause; null = none.</param>
    public DatabaseFileException(string message, string path, Exception? innerException = null)
        : base(message, innerException) => Path = path;

    /// <summary>The full path of the file.</summary>
    public string Path { get; }
}
