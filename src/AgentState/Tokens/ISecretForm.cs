namespace AgentState;

/// <summary>
/// The one place through which the secret fields go, on their way into a document and out of it. Nothing else knows their stored text, or compares by it: the
/// same secret may be stored as another text each time.
/// </summary>
internal interface ISecretForm
{
    /// <summary>The id of the key that wraps what is written from now on; null = nothing is encrypted.</summary>
    string? WritingKeyId { get; }

    /// <summary>The secret in a stored text.</summary>
    /// <param name="key">The grant's key.</param>
    /// <param name="field">The field's name.</param>
    /// <param name="text">What is stored, not empty.</param>
    /// <exception cref="DecryptionException">The text is encrypted, and does not become a secret here.</exception>
    Secret Read(string key, string field, string text);

    /// <summary>The text that is stored for a secret.</summary>
    /// <param name="key">The grant's key.</param>
    /// <param name="field">The field's name.</param>
    /// <param name="secret">The secret.</param>
    /// <exception cref="TokenConfigurationException">It could not be encrypted.</exception>
    string Write(string key, string field, Secret secret);

    /// <summary>Under which key a stored text is, by what it says: nothing is decrypted.</summary>
    /// <param name="key">The grant's key.</param>
    /// <param name="field">The field's name.</param>
    /// <param name="text">What is stored, not empty.</param>
    /// <returns>The key's id; null = the text is plain.</returns>
    /// <exception cref="DecryptionException">The text is encrypted, and does not say it.</exception>
    string? KeyIdOf(string key, string field, string text);
}
