namespace AgentState.Internal.Tokens.Secrets;

/// <summary>Converts secret fields to and from their stored text.</summary>
/// <remarks>No other code reads or compares the stored text: the same secret may have a different text each time it is stored.</remarks>
internal interface ISecretForm
{
    /// <summary>The id of the key that encrypts new secrets; null = no encryption.</summary>
    string? WritingKeyId { get; }

    /// <summary>Reads a secret from its stored text.</summary>
    /// <param name="key">The grant's key.</param>
    /// <param name="field">The field's name.</param>
    /// <param name="text">The stored text, not empty.</param>
    /// <exception cref="DecryptionException">The text is encrypted and cannot be decrypted.</exception>
    SecretString Read(string key, string field, string text);

    /// <summary>Returns the text to store for a secret.</summary>
    /// <param name="key">The grant's key.</param>
    /// <param name="field">The field's name.</param>
    /// <param name="secret">The secret.</param>
    /// <exception cref="TokenConfigurationException">The secret could not be encrypted.</exception>
    string Write(string key, string field, SecretString secret);

    /// <summary>Returns the key id that a stored text names, without decrypting it.</summary>
    /// <param name="key">The grant's key.</param>
    /// <param name="field">The field's name.</param>
    /// <param name="text">The stored text, not empty.</param>
    /// <returns>The key id; null = the text is plain.</returns>
    /// <exception cref="DecryptionException">The text is encrypted and names no key.</exception>
    string? KeyIdOf(string key, string field, string text);
}
