using System.Net;
using AgentState.Internal.Tokens.Http;

namespace AgentState.Internal.Tokens.GitHub;

/// <summary>The rules for reading GitHub's reply to a request for an installation token. Pure.</summary>
internal static class InstallationAnswerReader
{
    public static InstallationAnswer Of(EndpointReply reply) => reply.Status switch
    {
        _ when IsRateLimit(reply) => InstallationAnswer.RateLimited,
        HttpStatusCode.Unauthorized => IsAboutTime(reply) ? InstallationAnswer.ClockDiffers : InstallationAnswer.AppRefused,
        HttpStatusCode.Forbidden => Says(reply, "suspended") ? InstallationAnswer.Suspended : InstallationAnswer.Forbidden,
        HttpStatusCode.NotFound or HttpStatusCode.Gone => InstallationAnswer.Gone,
        HttpStatusCode.UnprocessableEntity => InstallationAnswer.TooMuchAsked,
        _ when reply.IsSuccess && reply.Body.Secret("token") is not null && reply.Body.Time("expires_at") is not null =>
            InstallationAnswer.Granted,
        _ => InstallationAnswer.Failed,
    };

    /// <summary>Whether the reply reports too many calls.</summary>
    /// <remarks>GitHub's secondary limits may be reported only in the message of a 403, without headers.</remarks>
    public static bool IsRateLimit(EndpointReply reply) =>
        EndpointPause.IsAskedFor(reply) || (reply.Status is HttpStatusCode.Forbidden && Says(reply, "rate limit"));

    // "'Expiration time' claim ('exp') ...", "'Issued at' claim ('iat') ...".
    private static bool IsAboutTime(EndpointReply reply) => Says(reply, "'exp'") || Says(reply, "'iat'");

    private static bool Says(EndpointReply reply, string words) =>
        reply.Body.Text("message")?.Contains(words, StringComparison.OrdinalIgnoreCase) == true;
}
