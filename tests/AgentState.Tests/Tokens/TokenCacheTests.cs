using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Time.Testing;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace AgentState.Tests.Tokens;

public sealed class TokenCacheTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider time = new(Now);

    [Fact, Trait("Guarantee", "K14")]
    public void Keep_ReadBegunBeforeForgetInAFullCache_IsNotCached()
    {
        var cache = Cache(size: 2);
        Keep(cache, "a", cache.Begin());
        Keep(cache, "b", cache.Begin());
        var begun = cache.Begin();

        cache.Forget("c");
        Keep(cache, "c", begun);

        cache.TryFind("c", out _).Should().BeFalse();
        Keep(cache, "c", cache.Begin());
        cache.TryFind("c", out _).Should().BeTrue("the read began after Forget");
    }

    // Results of listeners and reads arrive in any order.
    [Fact, Trait("Guarantee", "K14")]
    public void Cache_OlderVersionArrivesLater_KeepsTheNewerOne()
    {
        var cache = Cache(size: 2);
        CacheSlot? slot = null;
        cache.OnKept = kept => slot = kept;
        Keep(cache, "a", cache.Begin(), "first", version: 1);
        slot!.IsWatched = true;

        cache.Learn(slot, Snapshot("a", "third", version: 3));
        Found(cache, "a").Should().Be("third");
        cache.Learn(slot, Snapshot("a", "second", version: 2));
        Found(cache, "a").Should().Be("third", "the listener delivered an older version");
        Keep(cache, "a", cache.Begin(), "second", version: 2);
        Found(cache, "a").Should().Be("third", "an older version was read");
        cache.Learn(slot, Snapshot("a", "fourth", version: 4));
        Found(cache, "a").Should().Be("fourth");
    }

    private static string? Found(TokenCache cache, string key) => cache.TryFind(key, out var answer) ? answer.Result.Secret.Reveal() : null;

    private static string NameOf(string key) => $"projects/p/databases/(default)/documents/tokens/{key}";

    private static Timestamp At(int version) => Timestamp.FromDateTimeOffset(Now.AddSeconds(version));

    private static DocumentSnapshot Snapshot(string key, string token, int version) => new(NameOf(key), new Document
    {
        Name = NameOf(key),
        UpdateTime = At(version),
        CreateTime = At(0),
        Fields = { ["accessToken"] = Values.Of(token), ["updatedAt"] = Values.Of(Now) },
    });

    private TokenCache Cache(int size)
    {
        var options = new TokenOptions { CacheSize = size, WatchedKeys = 0 };
        var (sources, clock) = (new TokenSourceRegistry(), new ServerClock(time));
        clock.Observe(Timestamp.FromDateTimeOffset(Now));
        return new TokenCache(
            options, sources, new TokenPolicy(options, sources, clock), new TokenDocument(new PlainSecrets()), clock, time);
    }

    private void Keep(TokenCache cache, string key, long begun, string token = "access", int version = 0)
    {
        time.Advance(TimeSpan.FromMilliseconds(1));
        var name = NameOf(key);
        var document = new Document { Name = name, UpdateTime = At(version) };
        var grant = new TokenGrant { Key = key, AccessToken = new SecretString(token), UpdatedAt = Now };
        cache.Keep(
            new RefreshRun(key, Rejected: null, begun),
            new SeenToken(new DocumentSnapshot(name, document), new StoredToken { Grant = grant }, time.GetTimestamp()));
    }
}
