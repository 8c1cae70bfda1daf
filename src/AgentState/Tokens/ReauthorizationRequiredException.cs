namespace AgentState;

/// <summary>Thrown when a grant cannot be refreshed: the user must authorize again, and the new grant must be saved.</summary>
/// <remarks>Calling again does not help.</remarks>
public sealed class ReauthorizationRequiredException : AgentStateException
{
    /// <summary>Creates the exception; it takes no inner exception, since its message may quote a secret.</summary>
    /// <param name="key">The key of the grant.</param>
    public ReauthorizationRequiredException(string key)
        : base($"The grant '{key}' cannot be refreshed. Ask its owner to authorize again, and save the new grant with SaveGrantAsync.") =>
        Key = key;

    /// <summary>The key of the grant.</summary>
    public string Key { get; }
}
