using System.Collections.Concurrent;

namespace AgentState;

/// <summary>Puts the question to the rules: what is to be done for a key, by what is registered and by the database's time as it was just told.</summary>
internal sealed class TokenJudge(TokenOptions options, TokenSources sources, ServerClock clock)
{
    // Strings have other hashes in each process.
    private const double Hashes = 1L << 32;

    private readonly ConcurrentDictionary<string, string> left = new();

    /// <summary>The database's time, or a little earlier.</summary>
    public DateTimeOffset Now => clock.Now;

    /// <summary>What is to be done.</summary>
    /// <param name="key">The key.</param>
    /// <param name="stored">What is stored.</param>
    /// <param name="rejected">A token that the service does not take; null = none.</param>
    public RefreshDecision Decide(string key, StoredToken stored, Secret? rejected = null) => RefreshDecisions.Of(stored, Question(key, rejected));

    /// <summary>Whether the stored token can still be used, fresh or not.</summary>
    public bool IsGood(string key, StoredToken stored, Secret? rejected) =>
        stored.Grant is { } grant && RefreshDecisions.IsGood(stored, grant, Question(key, rejected));

    /// <summary>Until when a token is fresh.</summary>
    public DateTimeOffset FreshUntil(string key, DateTimeOffset? expiresAt, DateTimeOffset storedAt) =>
        RefreshDecisions.FreshUntil(expiresAt, storedAt, SkewOf(key));

    /// <summary>What else than the key shapes the token; null = nothing.</summary>
    public string? ShapeOf(string key) => sources.RefresherOf(key)?.Shape;

    /// <summary>A lease that may have been taken here and is not used: this process need not wait for its end.</summary>
    public void Leave(string key, RefreshLease lease) => left[key] = lease.Owner;

    private RefreshQuestion Question(string key, Secret? rejected)
    {
        var refresher = sources.RefresherOf(key);
        return new RefreshQuestion(clock.Now, SkewOf(key))
        {
            HasRefresher = refresher is not null,
            CanMint = refresher?.CanMint == true,
            HasStatic = sources.StaticOf(key) is not null,
            Shape = refresher?.Shape,
            Rejected = rejected,
            Left = left.GetValueOrDefault(key),
        };
    }

    private TimeSpan SkewOf(string key) => RefreshDecisions.Jittered(options.RefreshSkew, (uint)key.GetHashCode(StringComparison.Ordinal) / Hashes);
}
