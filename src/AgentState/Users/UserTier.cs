namespace AgentState;

/// <summary>The tier of a user.</summary>
public enum UserTier
{
    /// <summary>A stored tier that this version of the library does not support; it is never written, and the stored value stays.</summary>
    Unknown,

    /// <summary>The free tier; also the tier of a document that stores none.</summary>
    Free,

    /// <summary>The paid tier.</summary>
    Pro,
}
