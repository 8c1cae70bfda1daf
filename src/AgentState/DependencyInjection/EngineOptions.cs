using AgentState.Internal.Documents;

namespace AgentState.Internal.DependencyInjection;

/// <summary>The engine of a registration.</summary>
internal sealed class EngineOptions
{
    /// <summary>Creates the engine from the container and the options of the same name; null = Firestore.</summary>
    public Func<IServiceProvider, AgentStateOptions, IDocumentStore>? Create { get; set; }
}
