namespace AgentState.Internal.DependencyInjection;

/// <summary>The kind of value that a configuration key takes.</summary>
internal enum ConfigurationKeyKind
{
    /// <summary>A string, a number, a Boolean, an enum or a URI.</summary>
    Value,

    /// <summary>A <see cref="TimeSpan"/>.</summary>
    Time,

    /// <summary>A section with further keys.</summary>
    Section,

    /// <summary>A list or a dictionary, whose keys are arbitrary.</summary>
    Collection,

    /// <summary>An option that can be set in code only.</summary>
    InCode,

    /// <summary>A section whose keys another package binds and checks.</summary>
    OtherPackage,
}
