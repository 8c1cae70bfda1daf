namespace AgentState.Internal.Tokens.Sources;

/// <summary>The registered refreshers and static tokens, by service.</summary>
/// <remarks>
/// A source for <c>github</c> also serves <c>github:user:42</c>, unless a source for <c>github:user</c> or for the key itself is
/// registered. The last registration for a service wins.
/// </remarks>
internal sealed class TokenSourceRegistry
{
    private readonly Dictionary<string, Lazy<ITokenRefresher>> refreshers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<string?>> statics = new(StringComparer.Ordinal);

    /// <summary>Adds a refresher, which is created on first use.</summary>
    /// <remarks>The refresher may depend on services that need the vault.</remarks>
    public void AddRefresher(string service, Func<ITokenRefresher> make) => refreshers[service] = new Lazy<ITokenRefresher>(make);

    public void AddStatic(string service, Func<string?> token) => statics[service] = token;

    public ITokenRefresher? RefresherOf(string key) => Find(refreshers, key)?.Value;

    public Func<string?>? StaticOf(string key) => Find(statics, key);

    private static T? Find<T>(Dictionary<string, T> sources, string key)
        where T : class
    {
        for (var service = key; ; service = service[..service.LastIndexOf(':')])
        {
            if (sources.TryGetValue(service, out var source) || !service.Contains(':', StringComparison.Ordinal))
            {
                return source;
            }
        }
    }
}
