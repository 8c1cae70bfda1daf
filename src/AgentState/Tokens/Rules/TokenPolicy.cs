using System.Collections.Concurrent;
using AgentState.Internal.Documents;
using AgentState.Internal.Tokens.Sources;
using AgentState.Internal.Tokens.Stored;

namespace AgentState.Internal.Tokens.Rules;

/// <summary>Applies the refresh rules to a key, with the registered sources and the database's current time.</summary>
internal sealed class TokenPolicy(TokenOptions options, TokenSourceRegistry sources, ServerClock clock)
{
    // String hash codes are randomized per process.
    private const double Hashes = 1L << 32;

    private readonly ConcurrentDictionary<string, string> left = new();

    /// <summary>The lower bound of the database's current time.</summary>
    public DateTimeOffset Now => clock.Now;

    /// <summary>Decides what to do for a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="stored">The stored contents.</param>
    /// <param name="rejected">A token that the service rejected; null = none.</param>
    public RefreshDecision Decide(string key, StoredToken stored, SecretString? rejected = null) =>
        RefreshRules.Of(stored, Question(key, rejected));

    /// <summary>Whether the stored token can still be used, even if it is within the skew.</summary>
    public bool IsGood(string key, StoredToken stored, SecretString? rejected) =>
        stored.Grant is { } grant && RefreshRules.IsGood(stored, grant, Question(key, rejected));

    /// <summary>When a token enters the skew.</summary>
    public DateTimeOffset FreshUntil(string key, DateTimeOffset? expiresAt, DateTimeOffset storedAt) =>
        RefreshRules.FreshUntil(expiresAt, storedAt, SkewOf(key));

    /// <summary>The refresher's request fingerprint; null = none.</summary>
    public string? FingerprintOf(string key) => sources.RefresherOf(key)?.RequestFingerprint;

    /// <summary>The registered static token; null or empty = no static token.</summary>
    public string? StaticTokenOf(string key) => sources.StaticOf(key)?.Invoke();

    /// <summary>Records a lease that this process may have taken but does not use, so that it does not wait for its own lease.</summary>
    public void Leave(string key, RefreshLease lease) => left[key] = lease.Owner;

    private RefreshQuestion Question(string key, SecretString? rejected)
    {
        var refresher = sources.RefresherOf(key);
        return new RefreshQuestion(clock.Now, SkewOf(key))
        {
            HasRefresher = refresher is not null,
            CanMint = refresher?.CanMint == true,
            HasStatic = sources.StaticOf(key) is not null,
            RequestFingerprint = refresher?.RequestFingerprint,
            Rejected = rejected,
            Left = left.GetValueOrDefault(key),
        };
    }

    private TimeSpan SkewOf(string key) =>
        RefreshRules.Jittered(options.RefreshSkew, (uint)key.GetHashCode(StringComparison.Ordinal) / Hashes);
}
