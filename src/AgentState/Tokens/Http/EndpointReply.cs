using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace AgentState;

/// <summary>What a service answered: the status, the few headers that matter, and the body's fields.</summary>
internal sealed record EndpointReply
{
    /// <summary>By how much a service's clock may differ from the database's.</summary>
    public static readonly TimeSpan TrustedSkew = TimeSpan.FromMinutes(30);

    public required HttpStatusCode Status { get; init; }

    /// <summary>
    /// When it was answered, by the service's own clock; by this host's where it does not say (<see cref="HasDate"/>), or by the database's
    /// (<see cref="WithTrustedTime"/>).
    /// </summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether the service told its time.</summary>
    public bool HasDate { get; init; }

    /// <summary>The header <c>Retry-After</c> as a time, by the same clock; null where there is none.</summary>
    public DateTimeOffset? RetryAt => RetryAfter is { } after ? after.Date ?? At + after.Delta : null;

    /// <summary>The header <c>X-RateLimit-Reset</c>, where <c>X-RateLimit-Remaining</c> is 0; null otherwise.</summary>
    public DateTimeOffset? LimitResetsAt { get; init; }

    public required EndpointBody Body { get; init; }

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    private RetryConditionHeaderValue? RetryAfter { get; init; }

    /// <param name="response">The response.</param>
    /// <param name="body">Its body.</param>
    /// <param name="sentAt">When the request was sent, by this host's clock: an end that is counted from there comes rather too early than too late.</param>
    public static EndpointReply Of(HttpResponseMessage response, ReadOnlyMemory<byte> body, DateTimeOffset sentAt)
    {
        // A year out of all reason is no date: sums with it would leave what a date can be.
        var date = response.Headers.Date is { Year: >= 1970 and < 9000 } told ? told : (DateTimeOffset?)null;
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
    /// The reply as of the database's time, where the service's clock is off by more than <see cref="TrustedSkew"/>, or it told no time. What it says is
    /// counted from there: an end that is hours off would have a good token refreshed, or a bad one used.
    /// </summary>
    /// <param name="now">The database's time.</param>
    public EndpointReply WithTrustedTime(DateTimeOffset now) => HasDate && (At - now).Duration() <= TrustedSkew ? this : this with { At = now };

    public override string ToString() => $"{(int)Status}";

    private static DateTimeOffset? ResetOf(HttpResponseHeaders headers) =>
        Number(headers, "X-RateLimit-Remaining") is 0 && Number(headers, "X-RateLimit-Reset") is > 0 and <= int.MaxValue * 4L and var seconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static long? Number(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
