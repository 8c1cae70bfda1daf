namespace AgentState;

/// <summary>The severity of an entry, in ascending order.</summary>
public enum ActivityLevel
{
    /// <summary>A level that this version of the library does not support; never written.</summary>
    Unknown,

    /// <summary>For the record.</summary>
    Info,

    /// <summary>Needs attention if it repeats.</summary>
    Warn,

    /// <summary>Something failed.</summary>
    Error,
}
