namespace AgentState;

/// <summary>The registrations of refreshers and static tokens, collected by the builder.</summary>
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
