namespace AgentState;

/// <summary>Which engine a registration uses. Null = Firestore; a <c>Use…</c> call of the builder chooses another.</summary>
internal sealed class EngineOptions
{
    /// <summary>Makes the engine from the container and the options that are registered under the same name.</summary>
    public Func<IServiceProvider, AgentStateOptions, IDocumentStore>? Create { get; set; }
}
