using System.Net;
using System.Text;

namespace AgentState.Tests;

public sealed class EndpointReplyTests
{
    private static readonly DateTimeOffset Sent = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Said = Sent.AddMinutes(7);

    [Theory, Trait("Guarantee", "K27")]
    [InlineData("""{ "expires_in": 28800 }""", 28800L)]
    [InlineData("""{ "expires_in": "28800" }""", 28800L)]
    [InlineData("""{ "expires_in": 3599.9 }""", 3599L)]
    [InlineData("""{ "expires_in": 0 }""", 0L)]
    [InlineData("""{ "expires_in": 99999999999999999999 }""", 3153600000L)]
    [InlineData("""{ "expires_in": "soon" }""", null)]
    [InlineData("""{ "expires_in": null }""", null)]
    [InlineData("""{ "expires_in": {} }""", null)]
    [InlineData("{}", null)]
    public void Seconds_NumberOrText_AreRead(string json, long? seconds) =>
        Body(json).Seconds("expires_in").Should().Be(seconds is { } whole ? TimeSpan.FromSeconds(whole) : null);

    [Theory, Trait("Guarantee", "K33")]
    [InlineData("""{ "scope": "read  write" }""", "read|write")]
    [InlineData("""{ "scope": "repo,gist" }""", "repo|gist")]
    [InlineData("""{ "scope": ["read", "write", 3] }""", "read|write")]
    [InlineData("""{ "scope": "" }""", "")]
    [InlineData("""{ "scope": 3 }""", null)]
    public void Words_ListOrText_AreRead(string json, string? words) =>
        (Body(json).Words("scope") is { } found ? string.Join('|', found) : null).Should().Be(words);

    [Theory, Trait("Guarantee", "K19")]
    [InlineData("")]
    [InlineData("<html>zq7kary</html>")]
    [InlineData("<p>access_token=zq7kary&expires_in=28800</p>")]
    [InlineData("token=zq7kary&expires_in=28800")]
    [InlineData("""["zq7kary"]""")]
    [InlineData("\"zq7kary\"")]
    [InlineData("""{ "access_token": "zq7kary" """)]
    [InlineData("""{ "access_token": { "zq7kary": 1 } }""")]
    [InlineData("""{ "access_token": "\ud800" }""")]
    [InlineData("""{ "access_token": "zq7kary\n" }""")]
    public void Parse_UnreadableBody_HasNoFieldsAndPrintsNothing(string text)
    {
        var body = Body(text);

        body.Secret("access_token").Should().BeNull();
        body.Text("error").Should().BeNull();
        body.ToString().Should().NotContain("zq7k");
    }

    [Fact]
    public void Parse_BrokenUtf8_HasNoFields() =>
        EndpointBody.Parse((byte[])[.. "{\"error\":\""u8, 0xFF, .. "\"}"u8]).Text("error").Should().BeNull();

    [Fact, Trait("Guarantee", "K27")]
    public void At_WithOrWithoutDate_IsTheServiceTimeOrTheSendTime()
    {
        (Reply(Said).At, Reply(Said).HasDate).Should().Be((Said, true));
        (Reply(null).At, Reply(null).HasDate).Should().Be((Sent, false));
        Reply(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero)).At
            .Should().Be(Sent, "adding to this date would exceed the range of DateTimeOffset");
    }

    [Theory, Trait("Guarantee", "K28")]
    [InlineData(429, null, null, null, true, 60)]
    [InlineData(429, "17", null, null, true, 17)]
    [InlineData(403, "17", "0", 900, true, 17)]
    [InlineData(403, null, "0", 900, true, 900)]
    [InlineData(429, null, "0", 900, true, 900)]
    [InlineData(429, null, "3", 900, true, 60)]
    [InlineData(403, null, "3", 900, false, 60)]
    [InlineData(403, null, null, null, false, 60)]
    [InlineData(503, "17", null, null, true, 17)]
    [InlineData(503, null, null, null, false, 60)]
    [InlineData(500, "17", null, null, false, 17)]
    [InlineData(429, "2147483647", null, null, true, 86400)]
    [InlineData(429, null, "0", -900, true, 0)]
    public void Pause_ByStatusAndHeaders_FollowsTheirPrecedence(
        int status, string? after, string? remaining, int? reset, bool isAsked, int seconds)
    {
        var reply = Reply(
            Said,
            (HttpStatusCode)status,
            ("Retry-After", after),
            ("X-RateLimit-Remaining", remaining),
            ("X-RateLimit-Reset", reset is { } later ? $"{Said.AddSeconds(later).ToUnixTimeSeconds()}" : null));

        EndpointPause.IsAskedFor(reply).Should().Be(isAsked);
        EndpointPause.EndOf(reply).Should().Be(Said.AddSeconds(seconds));
    }

    [Fact, Trait("Guarantee", "K28")]
    public void Pause_RetryAfterIsADate_EndsThen()
    {
        var until = Said.AddMinutes(3);

        EndpointPause.EndOf(Reply(Said, HttpStatusCode.TooManyRequests, ("Retry-After", until.ToString("r")))).Should().Be(until);
    }

    private static EndpointBody Body(string text) => EndpointBody.Parse(Encoding.UTF8.GetBytes(text));

    private static EndpointReply Reply(
        DateTimeOffset? date, HttpStatusCode status = HttpStatusCode.OK, params (string Name, string? Value)[] headers)
    {
        using var response = new HttpResponseMessage(status);
        response.Headers.Date = date;
        foreach (var (name, value) in headers.Where(header => header.Value is not null))
        {
            response.Headers.Add(name, value);
        }

        return EndpointReply.Of(response, Array.Empty<byte>(), Sent);
    }
}
