using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests;

public sealed class RefresherCallTests
{
    private const string Key = "github";

    private readonly FakeTimeProvider time = new();
    private readonly TaskCompletionSource<NewGrant> reply = new();

    [Fact]
    public async Task AskAsync_ReplyInTime_ReturnsTheGrant()
    {
        var asking = Ask();
        reply.SetResult(new NewGrant { AccessToken = new SecretString("in time") });

        var answer = await asking;

        answer.Grant!.AccessToken.Reveal().Should().Be("in time");
        answer.Late.Should().BeNull();
    }

    [Fact]
    public async Task AskAsync_NoReplyInTime_ReturnsTheRunningCall()
    {
        var asking = Ask();
        time.Advance(new TokenOptions().RefreshTimeout);

        var answer = await asking;
        reply.SetResult(new NewGrant { AccessToken = new SecretString("late") });

        answer.Grant.Should().BeNull();
        var late = answer.Late!;
        late.Timeout.Message.Should().Be("The refresher of 'github' did not answer within 00:00:30. Call again later.");
        (await late.Grant).AccessToken.Reveal().Should().Be("late");
        $"{answer} {late}".Should().Be("RefresherReply LateReply", "neither prints its members");
    }

    private Task<RefresherReply> Ask()
    {
        var sources = new TokenSourceRegistry();
        sources.AddRefresher(Key, () => new DelegatedRefresher((_, _, _) => reply.Task, canMint: true));
        return new RefresherCall(new TokenOptions(), sources, time).AskAsync(Key, stored: null, mint: true);
    }
}
