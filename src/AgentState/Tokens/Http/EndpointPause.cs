using System.Net;

namespace AgentState;

/// <summary>
/// How long a service wants to be left alone: what its headers say, in the order that GitHub's rules for the REST API ask for, which
/// suits any other. Pure.
/// </summary>
internal static class EndpointPause
{
    /// <summary>Where nothing else is said.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromMinutes(1);

    // A header that names next year is a mistake; one call a day does no harm.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Whether the reply says by its status and headers that there were too many calls.</summary>
    public static bool IsAskedFor(EndpointReply reply) => reply.Status switch
    {
        HttpStatusCode.TooManyRequests => true,
        HttpStatusCode.ServiceUnavailable => reply.RetryAt is not null,
        HttpStatusCode.Forbidden => reply.RetryAt is not null || reply.LimitResetsAt is not null,
        _ => false,
    };

    /// <summary>When to call again: <c>Retry-After</c>; else when the limit is reset, where nothing remains of it; else in a minute. At most a day from the reply.</summary>
    public static DateTimeOffset EndOf(EndpointReply reply)
    {
        var end = reply.RetryAt ?? reply.LimitResetsAt ?? reply.At + Default;
        var latest = reply.At + Longest;
        return end < reply.At ? reply.At : end > latest ? latest : end;
    }
}
