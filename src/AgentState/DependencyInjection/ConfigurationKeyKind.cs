namespace AgentState;

/// <summary>What a configuration key stands for.</summary>
internal enum ConfigurationKeyKind
{
    /// <summary>A text, a number or the like.</summary>
    Value,

    /// <summary>A span of time.</summary>
    Time,

    /// <summary>More keys.</summary>
    Section,

    /// <summary>A list or a dictionary: its keys are its own.</summary>
    Collection,

    /// <summary>An option that is set in code only.</summary>
    InCode,
}
