namespace AgentState;

/// <summary>What the builder was told of refreshers and static tokens, until the container makes them.</summary>
internal sealed class TokenSourceOptions
{
    public List<Action<IServiceProvider, TokenSources>> Registrations { get; } = [];

    public TokenSources Make(IServiceProvider provider)
    {
        var sources = new TokenSources();
        Registrations.ForEach(register => register(provider, sources));
        return sources;
    }
}
