using Microsoft.Extensions.DependencyInjection;

namespace AgentState;

/// <summary>Goes on with a registration that <c>AddAgentState</c> began.</summary>
public sealed class AgentStateBuilder
{
    internal AgentStateBuilder(IServiceCollection services, string name)
    {
        Services = services;
        Name = name;
    }

    /// <summary>The services that are registered into.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The key of the registration, and the name of its options; empty for the one without a key.</summary>
    public string Name { get; }

    /// <summary>
    /// Keeps the state in this process's memory instead of Firestore: for tests, samples and work offline. It behaves as Firestore does
    /// and is gone with the process. Each service provider has a database of its own. Safe to call twice.
    /// </summary>
    public AgentStateBuilder UseEmbedded()
    {
        Services.Configure<EngineOptions>(Name, engine => engine.Create = static (provider, options) => new EmbeddedDocumentStore(
            new DatabaseRoot(options.ProjectId ?? ConnectionResolver.EmulatorProject, options.DatabaseId, options.ParentPath),
            provider.GetService<TimeProvider>() ?? TimeProvider.System));
        return this;
    }
}
