using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using AgentState.Internal.Documents;
using AgentState.Internal.Tokens.Rules;
using AgentState.Internal.Tokens.Sources;
using AgentState.Internal.Tokens.Stored;

namespace AgentState.Internal.Tokens.Caching;

/// <summary>The most recently used tokens in memory.</summary>
/// <remarks>
/// A fresh token is returned without a call if its key is watched or the token is not older than the maximum age. A later version of a
/// document replaces an earlier one, never the reverse.
/// </remarks>
internal sealed class TokenCache(
    TokenOptions options, TokenSourceRegistry sources, TokenPolicy policy, TokenDocument form, ServerClock clock, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, CacheSlot> slots = new();
    private readonly Lock gate = new();
    private long count;
    private bool isClosed;

    /// <summary>Called for a key that was just cached, as the most recently used one.</summary>
    public Action<CacheSlot>? OnKept { get; set; }

    /// <summary>Finds a cached token for the key, without a call or an allocation.</summary>
    public bool TryFind(string key, [NotNullWhen(true)] out Task<AccessToken>? answer)
    {
        if (slots.TryGetValue(key, out var slot) && slot.Token is { } token && token.IsFresh(clock.Now) &&
            (slot.IsWatched || time.GetElapsedTime(token.KnownAt) < options.CacheMaxAge))
        {
            slot.LastUsed = time.GetTimestamp();
            answer = token.Answer;
            return true;
        }

        answer = null;
        return false;
    }

    /// <summary>Returns the number of invalidations so far, which shows whether <see cref="Forget"/> was called since.</summary>
    public long Begin()
    {
        lock (gate)
        {
            return count;
        }
    }

    /// <summary>Caches a token that was read, if it is fresh.</summary>
    public AccessToken Keep(RefreshRun run, SeenToken seen)
    {
        var grant = seen.Stored.Grant!;
        var version = seen.Snapshot.Document!.UpdateTime.ToDateTimeOffset();
        return Keep(run, AccessToken.Of(run.Key, grant), grant.UpdatedAt, version, seen.AskedAt);
    }

    /// <summary>Caches a token that was stored, if it is fresh.</summary>
    public AccessToken Keep(RefreshRun run, SavedGrant saved)
    {
        var token = AccessToken.Of(run.Key, saved.Grant.Given);
        return saved.StoredAt is { } version ? Keep(run, token, version, version, time.GetTimestamp()) : token;
    }

    /// <summary>Invalidates a key: reads that started before are not cached.</summary>
    public void Forget(string key)
    {
        lock (gate)
        {
            count++;
            var slot = slots.GetOrAdd(key, static key => new CacheSlot(key));

            // The entry must not be evicted first: a read in progress needs its invalidation count.
            (slot.Token, slot.ForgottenAt, slot.LastUsed) = (null, count, time.GetTimestamp());
            Trim();
        }
    }

    /// <summary>Removes a token that the service rejected.</summary>
    public void Reject(string key, SecretString rejected)
    {
        lock (gate)
        {
            if (slots.TryGetValue(key, out var slot) && slot.Token?.Secret == rejected)
            {
                slot.Token = null;
            }
        }
    }

    /// <summary>
    /// Applies a state from a listener: replaces the cached token by another one, or removes it if it is no longer usable.
    /// </summary>
    /// <param name="slot">The key's entry.</param>
    /// <param name="snapshot">The document.</param>
    public void Learn(CacheSlot slot, DocumentSnapshot snapshot)
    {
        var receivedAt = time.GetTimestamp();
        var received = snapshot.Document is { } document
            ? Fresh(slot.Key, form.Read(document), document.UpdateTime.ToDateTimeOffset(), receivedAt)
            : null;
        var version = (snapshot.Document?.UpdateTime ?? snapshot.ReadTime!).ToDateTimeOffset();
        lock (gate)
        {
            slot.Reported = version > slot.Reported ? version : slot.Reported;
            if (slot.Token is not { } known || version < known.Version)
            {
                return;
            }

            slot.Token = received?.Secret == known.Secret ? known : received;
        }
    }

    /// <summary>Removes a token because the listener returned an unreadable document.</summary>
    public void Distrust(CacheSlot slot)
    {
        lock (gate)
        {
            slot.Token = null;
        }
    }

    /// <summary>Clears the cache and disables it.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
            slots.Clear();
        }
    }

    private CachedToken? Fresh(string key, StoredToken stored, DateTimeOffset version, long knownAt) =>
        stored.Grant is { } grant && policy.Decide(key, stored) is RefreshDecision.UseStored
            ? new CachedToken(
                AccessToken.Of(key, grant),
                policy.FreshUntil(key, grant.ExpiresAt, grant.UpdatedAt),
                version,
                knownAt,
                sources.RefresherOf(key))
            : null;

    private AccessToken Keep(RefreshRun run, AccessToken token, DateTimeOffset storedAt, DateTimeOffset version, long knownAt)
    {
        var freshUntil = policy.FreshUntil(run.Key, token.ExpiresAt, storedAt);
        var cached = new CachedToken(token, freshUntil, version, knownAt, sources.RefresherOf(run.Key));
        if (options.CacheSize == 0 || !cached.IsFresh(clock.Now))
        {
            return token;
        }

        CacheSlot slot;
        lock (gate)
        {
            slot = slots.GetOrAdd(run.Key, static key => new CacheSlot(key));
            slot.LastUsed = time.GetTimestamp();
            if (isClosed || slot.ForgottenAt > run.Begun || slot.Reported > version || slot.Token?.Version > version)
            {
                return token;
            }

            slot.Token = cached;
            Trim();
        }

        OnKept?.Invoke(slot);
        return token;
    }

    // Evict an eighth at a time, so that not every new key scans all entries.
    private void Trim()
    {
        if (slots.Count > options.CacheSize)
        {
            var excess = Math.Max(slots.Count - options.CacheSize, options.CacheSize / 8);
            foreach (var old in slots.Values.OrderBy(slot => slot.LastUsed).Take(excess).ToList())
            {
                slots.TryRemove(old.Key, out _);
            }
        }
    }
}
