namespace AgentState;

/// <summary>
/// The one place through which the secret fields go, on their way into a document and out of it. Nothing else knows their stored text, or compares by it: the
/// same secret may be stored as another text each time.
/// </summary>
internal interface ISecretForm
{
    /// <summary>The secret in a stored text.</summary>
    /// <param name="key">The grant's key.</param>
    /// <param name="field">The field's name.</param>
    /// <param name="text">What is stored, not empty.</param>
    Secret Read(string key, string field, string text);

    /// <summary>The text that is stored for a secret.</summary>
    /// <param name="key">The grant's key.</param>
    /// <param name="field">The field's name.</param>
    /// <param name="secret">The secret.</param>
    string Write(string key, string field, Secret secret);
}
