namespace AgentState;

/// <summary>Stores secrets as they are; encryption is the database's own, at rest.</summary>
internal sealed class PlainSecrets : ISecretForm
{
    public Secret Read(string key, string field, string text) => Secret.Stored(text);

    public string Write(string key, string field, Secret secret) => secret.Reveal();
}
