using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace AgentState.Internal.Tokens.Http;

/// <summary>A service's reply: the status, the relevant headers, and the fields of the body.</summary>
internal sealed record EndpointReply
{
    /// <summary>How much a service's clock may differ from the database's.</summary>
    public static readonly TimeSpan TrustedSkew = TimeSpan.FromMinutes(30);

    public required HttpStatusCode Status { get; init; }

    /// <summary>When the service answered, by its own clock.</summary>
    /// <remarks>
    /// Without a <c>Date</c> header (<see cref="HasDate"/>) it is this host's time when the request was sent. <see cref="WithTrustedTime"/>
    /// may replace it by the database's time.
    /// </remarks>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether the reply has a valid <c>Date</c> header.</summary>
    public bool HasDate { get; init; }

    /// <summary>The time from the header <c>Retry-After</c>, by the same clock; null if there is none.</summary>
    public DateTimeOffset? RetryAt => RetryAfter is { } after ? after.Date ?? At + after.Delta : null;

    /// <summary>The header <c>X-RateLimit-Reset</c> if <c>X-RateLimit-Remaining</c> is 0; null otherwise.</summary>
    public DateTimeOffset? LimitResetsAt { get; init; }

    public required EndpointBody Body { get; init; }

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    private RetryConditionHeaderValue? RetryAfter { get; init; }

    /// <param name="response">The response.</param>
    /// <param name="body">Its body.</param>
    /// <param name="sentAt">
    /// When the request was sent, by this host's clock, so that an expiry counted from it is too early rather than too late.
    /// </param>
    public static EndpointReply Of(HttpResponseMessage response, ReadOnlyMemory<byte> body, DateTimeOffset sentAt)
    {
        // Ignore absurd years, since adding to them could overflow.
        var date = response.Headers.Date is { Year: >= 1970 and < 9000 } stated ? stated : (DateTimeOffset?)null;
        var at = date ?? sentAt;
        return new EndpointReply
        {
            Status = response.StatusCode,
            At = at,
            HasDate = date is not null,
            RetryAfter = response.Headers.RetryAfter,
            LimitResetsAt = ResetOf(response.Headers),
            Body = EndpointBody.Parse(body),
        };
    }

    /// <summary>
    /// Returns the reply with the database's time if the service's clock differs by more than <see cref="TrustedSkew"/> or is missing.
    /// </summary>
    /// <remarks>An expiry that is off by hours would refresh a valid token or return an expired one.</remarks>
    /// <param name="now">The database's time.</param>
    public EndpointReply WithTrustedTime(DateTimeOffset now) =>
        HasDate && (At - now).Duration() <= TrustedSkew ? this : this with { At = now };

    public override string ToString() => $"{(int)Status}";

    private static DateTimeOffset? ResetOf(HttpResponseHeaders headers) =>
        Number(headers, "X-RateLimit-Remaining") is 0 &&
        Number(headers, "X-RateLimit-Reset") is > 0 and <= int.MaxValue * 4L and var seconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static long? Number(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) &&
        long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
