namespace AgentState;

/// <summary>A grant has run out and cannot be refreshed: somebody has to consent anew, and the new grant be saved. Calling again does not help.</summary>
public sealed class ReauthorizationRequiredException : AgentStateException
{
    /// <summary>Makes the error. It takes no cause: the text of one may quote a secret.</summary>
    /// <param name="key">The key of the grant.</param>
    public ReauthorizationRequiredException(string key)
        : base($"The grant '{key}' has run out and cannot be refreshed. Let its owner consent anew, and save the new grant by SaveGrantAsync.") => Key = key;

    /// <summary>The key of the grant.</summary>
    public string Key { get; }
}
