namespace AgentState;

/// <summary>Thrown when a stored token is encrypted and cannot be decrypted.</summary>
/// <remarks>
/// Its key is not in the key ring, or the text was not stored for this field of this grant in this vault. The grant stays unchanged: it is
/// neither refreshed nor treated as missing. Calling again does not help until the keys are corrected or the grant is saved again.
/// </remarks>
public sealed class DecryptionException : AgentStateException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="key">The key of the grant.</param>
    /// <param name="fieldPath">The field.</param>
    /// <param name="keyId">The id of the encryption key; null if it is not known.</param>
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

    /// <summary>The id of the encryption key that the field names; null if it names none.</summary>
    public string? KeyId { get; }
}
