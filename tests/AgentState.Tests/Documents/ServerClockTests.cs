using AgentState.TestKit;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests;

public sealed class ServerClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Now_BeforeTheFirstResponse_Throws()
    {
        var clock = new ServerClock(time);

        var now = () => clock.Now;

        clock.IsSet.Should().BeFalse();
        now.Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Now_AfterAResponse_AdvancesWithTheMonotonicClock()
    {
        var clock = new ServerClock(time);
        clock.Observe(Timestamp.FromDateTimeOffset(Noon));

        time.Advance(TimeSpan.FromSeconds(30));

        clock.Now.Should().Be(Noon.AddSeconds(30));
    }

    [Fact]
    public void Now_AfterAWallClockChange_IsUnchanged()
    {
        var host = new SkewedTimeProvider(time);
        var clock = new ServerClock(host);
        clock.Observe(Timestamp.FromDateTimeOffset(Noon));

        host.Skew = TimeSpan.FromMinutes(10);

        clock.Now.Should().Be(Noon);
    }

    [Fact]
    public void Observe_OlderResponse_DoesNotMoveTheClockBack()
    {
        var clock = new ServerClock(time);
        clock.Observe(Timestamp.FromDateTimeOffset(Noon));
        time.Advance(TimeSpan.FromSeconds(10));

        clock.Observe(Timestamp.FromDateTimeOffset(Noon.AddSeconds(-50)));
        clock.Observe(Timestamp.FromDateTimeOffset(Noon.AddSeconds(9)));

        clock.Now.Should().Be(Noon.AddSeconds(10), "both are lower bounds of the server time, so the later one applies");
    }

    [Fact]
    public void Observe_NewerResponse_MovesTheClockForward()
    {
        var clock = new ServerClock(time);
        clock.Observe(Timestamp.FromDateTimeOffset(Noon));

        clock.Observe(Timestamp.FromDateTimeOffset(Noon.AddSeconds(3)));

        clock.Now.Should().Be(Noon.AddSeconds(3));
    }
}
