namespace AgentState;

/// <summary>How much an entry matters, in growing order.</summary>
public enum ActivityLevel
{
    /// <summary>A level that this version of the library does not know. Never written.</summary>
    Unknown,

    /// <summary>Told for the record.</summary>
    Info,

    /// <summary>Someone should look if it repeats.</summary>
    Warn,

    /// <summary>Something failed.</summary>
    Error,
}
