namespace AgentState.Internal.Tokens.Sources;

/// <summary>The registrations of refreshers and static tokens, collected by the builder.</summary>
internal sealed class TokenSourceOptions
{
    public List<Action<IServiceProvider, TokenSourceRegistry>> Registrations { get; } = [];

    public TokenSourceRegistry Make(IServiceProvider provider)
    {
        var sources = new TokenSourceRegistry();
        Registrations.ForEach(register => register(provider, sources));
        return sources;
    }
}
