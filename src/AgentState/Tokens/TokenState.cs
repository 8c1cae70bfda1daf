namespace AgentState;

/// <summary>The state of a stored grant.</summary>
public enum TokenState
{
    /// <summary>A state that this version of the library does not support; never written.</summary>
    Unknown,

    /// <summary>Valid, as far as is known; also used if the document has no state.</summary>
    Valid,

    /// <summary>Stored by a process that no longer held the refresh lease; the service may have invalidated it.</summary>
    Unverified,

    /// <summary>The grant cannot be refreshed, or was revoked: the user must authorize again.</summary>
    NeedsReauthorization,
}
