namespace AgentState;

/// <summary>
/// Where tokens come from that are not stored: refreshers and static tokens by service. One of <c>github</c> serves
/// <c>github:user:42</c> as well, unless there is one of <c>github:user</c>, or of the key itself. Of two for one service the last wins.
/// </summary>
internal sealed class TokenSources
{
    private readonly Dictionary<string, Lazy<ITokenRefresher>> refreshers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<string?>> statics = new(StringComparer.Ordinal);

    /// <summary>The refresher is made when it is first asked for: it may itself be made of what needs the vault.</summary>
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
