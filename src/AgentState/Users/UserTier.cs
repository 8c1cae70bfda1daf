namespace AgentState;

/// <summary>What a user pays for.</summary>
public enum UserTier
{
    /// <summary>A tier that this version of the library does not know. Never written; what is stored survives.</summary>
    Unknown,

    /// <summary>The free one; also where the document has none.</summary>
    Free,

    /// <summary>The paid one.</summary>
    Pro,
}
