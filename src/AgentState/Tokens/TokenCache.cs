using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace AgentState;

/// <summary>
/// The tokens used last, in memory. What is fresh, and either watched or not too old, is returned without a call. A later version of a document takes the place of an
/// earlier one, never the other way round.
/// </summary>
internal sealed class TokenCache(TokenOptions options, TokenSources sources, TokenJudge judge, TokenDocument form, ServerClock clock, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, CacheSlot> slots = new();
    private readonly Lock gate = new();
    private long count;
    private bool isClosed;

    /// <summary>Told of a key that was just read: it is the one used last.</summary>
    public Action<CacheSlot>? OnKept { get; set; }

    /// <summary>Finds what to return for the key without a call. It allocates nothing.</summary>
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

    /// <summary>The count by which what begins now is told from what was forgotten later.</summary>
    public long Begin()
    {
        lock (gate)
        {
            return count;
        }
    }

    /// <summary>Remembers what was read, if it is fresh.</summary>
    public AccessToken Keep(RefreshRun run, SeenToken seen)
    {
        var grant = seen.Stored.Grant!;
        return Keep(run, AccessToken.Of(run.Key, grant), grant.UpdatedAt, seen.Snapshot.Document!.UpdateTime.ToDateTimeOffset(), seen.AskedAt);
    }

    /// <summary>Remembers what was stored, if it is fresh.</summary>
    public AccessToken Keep(RefreshRun run, SavedGrant saved)
    {
        var token = AccessToken.Of(run.Key, saved.Grant.Given);
        return saved.StoredAt is { } version ? Keep(run, token, version, version, time.GetTimestamp()) : token;
    }

    /// <summary>Somebody has decided about the key: what was read before, or is being read, is of no use.</summary>
    public void Forget(string key)
    {
        lock (gate)
        {
            count++;
            var slot = slots.GetOrAdd(key, static key => new CacheSlot(key));

            // It must not be the first to go: who reads for it just now would find nothing that says that this is old.
            (slot.Token, slot.ForgottenAt, slot.LastUsed) = (null, count, time.GetTimestamp());
            Trim();
        }
    }

    /// <summary>The service does not take this token.</summary>
    public void Reject(string key, Secret rejected)
    {
        lock (gate)
        {
            if (slots.TryGetValue(key, out var slot) && slot.Token?.Secret == rejected)
            {
                slot.Token = null;
            }
        }
    }

    /// <summary>Takes in what a listener tells: another token takes the place of the one that is here, and what is of no use any more goes.</summary>
    /// <param name="slot">The key's place.</param>
    /// <param name="snapshot">What there is.</param>
    public void Learn(CacheSlot slot, DocumentSnapshot snapshot)
    {
        var heardAt = time.GetTimestamp();
        var told = snapshot.Document is { } document ? Fresh(slot.Key, form.Read(document), document.UpdateTime.ToDateTimeOffset(), heardAt) : null;
        var version = (snapshot.Document?.UpdateTime ?? snapshot.ReadTime!).ToDateTimeOffset();
        lock (gate)
        {
            slot.Told = version > slot.Told ? version : slot.Told;
            if (slot.Token is not { } known || version < known.Version)
            {
                return;
            }

            slot.Token = told?.Secret == known.Secret ? known : told;
        }
    }

    /// <summary>What a listener told cannot be read.</summary>
    public void Distrust(CacheSlot slot)
    {
        lock (gate)
        {
            slot.Token = null;
        }
    }

    /// <summary>Forgets all, and remembers nothing any more.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
            slots.Clear();
        }
    }

    private CachedToken? Fresh(string key, StoredToken stored, DateTimeOffset version, long knownAt) =>
        stored.Grant is { } grant && judge.Decide(key, stored) is RefreshDecision.UseStored
            ? new CachedToken(AccessToken.Of(key, grant), judge.FreshUntil(key, grant.ExpiresAt, grant.UpdatedAt), version, knownAt, sources.RefresherOf(key))
            : null;

    private AccessToken Keep(RefreshRun run, AccessToken token, DateTimeOffset storedAt, DateTimeOffset version, long knownAt)
    {
        var cached = new CachedToken(token, judge.FreshUntil(run.Key, token.ExpiresAt, storedAt), version, knownAt, sources.RefresherOf(run.Key));
        if (options.CacheSize == 0 || !cached.IsFresh(clock.Now))
        {
            return token;
        }

        CacheSlot slot;
        lock (gate)
        {
            slot = slots.GetOrAdd(run.Key, static key => new CacheSlot(key));
            slot.LastUsed = time.GetTimestamp();
            if (isClosed || slot.ForgottenAt > run.Begun || slot.Told > version || slot.Token?.Version > version)
            {
                return token;
            }

            slot.Token = cached;
            Trim();
        }

        OnKept?.Invoke(slot);
        return token;
    }

    // An eighth at a time, so that not each new key looks through them all.
    private void Trim()
    {
        if (slots.Count > options.CacheSize)
        {
            foreach (var old in slots.Values.OrderBy(slot => slot.LastUsed).Take(Math.Max(slots.Count - options.CacheSize, options.CacheSize / 8)).ToList())
            {
                slots.TryRemove(old.Key, out _);
            }
        }
    }
}
