using System.Net;

namespace AgentState.Internal.Tokens.Http;

/// <summary>How long not to call a service, according to its headers. Pure.</summary>
/// <remarks>The order follows GitHub's rules for its REST API, and suits other services.</remarks>
internal static class EndpointPause
{
    /// <summary>The pause if the service states none.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromMinutes(1);

    // A much later time is a mistake, and one call a day is harmless.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Whether the status and headers of the reply report too many calls.</summary>
    public static bool IsAskedFor(EndpointReply reply) => reply.Status switch
    {
        HttpStatusCode.TooManyRequests => true,
        HttpStatusCode.ServiceUnavailable => reply.RetryAt is not null,
        HttpStatusCode.Forbidden => reply.RetryAt is not null || reply.LimitResetsAt is not null,
        _ => false,
    };

    /// <summary>When to call again; at most a day after the reply.</summary>
    /// <remarks>It is <c>Retry-After</c>, else the reset time of an exhausted limit, else one minute.</remarks>
    public static DateTimeOffset EndOf(EndpointReply reply)
    {
        var end = reply.RetryAt ?? reply.LimitResetsAt ?? reply.At + Default;
        var latest = reply.At + Longest;
        return end < reply.At ? reply.At : end > latest ? latest : end;
    }
}
