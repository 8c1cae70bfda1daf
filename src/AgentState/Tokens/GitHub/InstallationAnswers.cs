using System.Net;

namespace AgentState;

/// <summary>The rules by which GitHub's reply to a request for an installation token is understood. Pure.</summary>
internal static class InstallationAnswers
{
    public static InstallationAnswer Of(EndpointReply reply) => reply.Status switch
    {
        _ when IsRateLimit(reply) => InstallationAnswer.RateLimited,
        HttpStatusCode.Unauthorized => IsAboutTime(reply) ? InstallationAnswer.ClockDiffers : InstallationAnswer.AppRefused,
        HttpStatusCode.Forbidden => Says(reply, "suspended") ? InstallationAnswer.Suspended : InstallationAnswer.Forbidden,
        HttpStatusCode.NotFound or HttpStatusCode.Gone => InstallationAnswer.Gone,
        HttpStatusCode.UnprocessableEntity => InstallationAnswer.TooMuchAsked,
        _ when reply.IsSuccess && reply.Body.Secret("token") is not null && reply.Body.Time("expires_at") is not null => InstallationAnswer.Granted,
        _ => InstallationAnswer.Failed,
    };

    /// <summary>Whether a 403 or 429 is about too many calls: by its headers, or by what GitHub says of its secondary limits, which may have none.</summary>
    public static bool IsRateLimit(EndpointReply reply) =>
        EndpointPause.IsAskedFor(reply) || (reply.Status is HttpStatusCode.Forbidden && Says(reply, "rate limit"));

    // "'Expiration time' claim ('exp') ...", "'Issued at' claim ('iat') ...".
    private static bool IsAboutTime(EndpointReply reply) => Says(reply, "'exp'") || Says(reply, "'iat'");

    private static bool Says(EndpointReply reply, string words) =>
        reply.Body.Text("message")?.Contains(words, StringComparison.OrdinalIgnoreCase) == true;
}
