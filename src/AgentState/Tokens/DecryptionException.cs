namespace AgentState;

/// <summary>
/// A stored token is encrypted, and could not be decrypted: its key is not here, or the text is not what was stored for this field of this grant in this vault. The grant is left as it
/// is, and is neither refreshed nor taken for missing. Calling again does not help before the keys are set right, or the grant is saved anew.
/// </summary>
public sealed class DecryptionException : AgentStateException
{
    /// <summary>Makes the error.</summary>
    /// <param name="key">The key of the grant.</param>
    /// <param name="fieldPath">The field.</param>
    /// <param name="keyId">The id of the key that it is encrypted with, or null where that is not known.</param>
    /// <param name="reason">What is wrong and what to do, without a secret.</param>
    public DecryptionException(string key, string fieldPath, string? keyId, string reason)
        : base($"The field '{fieldPath}' of 'tokens/{key}' cannot be decrypted. {reason}")
    {
        Key = key;
        FieldPath = fieldPath;
        KeyId = keyId;
    }

    /// <summary>The key of the grant.</summary>
    public string Key { get; }

    /// <summary>The field of the grant's document.</summary>
    public string FieldPath { get; }

    /// <summary>The id of the key that the field says it is encrypted with; null = it does not say.</summary>
    public string? KeyId { get; }
}
