namespace AgentState;

/// <summary>What is known of a stored grant.</summary>
public enum TokenState
{
    /// <summary>A state that this version of the library does not know. Never written.</summary>
    Unknown,

    /// <summary>Good, as far as is known; also where the document does not say.</summary>
    Valid,

    /// <summary>Stored by one who came late; whether the service still takes it is not known.</summary>
    Unverified,

    /// <summary>The service refuses to refresh it: somebody has to consent anew.</summary>
    NeedsReauthorization,
}
