using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Time.Testing;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace AgentState.Tests.Tokens;

public sealed class TokenCacheTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider time = new(Now);

    [Fact, Trait("Promise", "K14")]
    public void WhatWasRead_BeforeSomebodyDecidedAboutTheKey_IsNotRemembered_HoweverFullTheCacheIs()
    {
        var cache = Cache(size: 2);
        Keep(cache, "a", cache.Begin());
        Keep(cache, "b", cache.Begin());
        var begun = cache.Begin();

        cache.Forget("c");
        Keep(cache, "c", begun);

        cache.TryFind("c", out _).Should().BeFalse();
        Keep(cache, "c", cache.Begin());
        cache.TryFind("c", out _).Should().BeTrue("what is read from now on is new");
    }

    private TokenCache Cache(int size)
    {
        var (options, sources, clock) = (new TokenOptions { CacheSize = size, WatchedKeys = 0 }, new TokenSources(), new ServerClock(time));
        clock.Observe(Timestamp.FromDateTimeOffset(Now));
        return new TokenCache(options, sources, new TokenJudge(options, sources, clock), new TokenDocument(new PlainSecrets()), clock, time);
    }

    private void Keep(TokenCache cache, string key, long begun)
    {
        time.Advance(TimeSpan.FromMilliseconds(1));
        var name = $"projects/p/databases/(default)/documents/tokens/{key}";
        var document = new Document { Name = name, UpdateTime = Timestamp.FromDateTimeOffset(Now) };
        var grant = new TokenGrant { Key = key, AccessToken = new Secret("access"), UpdatedAt = Now };
        cache.Keep(
            new RefreshRun(key, Rejected: null, begun), new SeenToken(new DocumentSnapshot(name, document), new StoredToken { Grant = grant }, time.GetTimestamp()));
    }
}
