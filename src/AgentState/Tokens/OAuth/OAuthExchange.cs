using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents;
using AgentState.Internal.Tokens.Http;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tokens.OAuth;

/// <summary>Sends one request to a token endpoint, and returns a grant or throws a typed exception.</summary>
internal sealed class OAuthExchange(
    EndpointClient endpoint,
    ServerClock clock,
    ILogger logger,
    TimeSpan assumedLifetime,
    Func<OAuthError, OAuthErrorKind?>? classify = null)
{
    /// <summary>Requests a grant.</summary>
    /// <param name="key">The grant's key.</param>
    /// <param name="request">The request.</param>
    /// <param name="current">The grant whose refresh token is in the request; null = none.</param>
    /// <param name="asked">The requested scopes.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<NewGrant> AskAsync(
        string key, HttpRequestMessage request, TokenGrant? current, IReadOnlyCollection<string> asked, CancellationToken cancellationToken)
    {
        var reply = CheckTime(key, await endpoint.SendAsync(key, request, cancellationToken).ConfigureAwait(false));
        var answer = AnswerOf(key, reply, isRefresh: current is not null);
        if (answer is not OAuthAnswer.Granted)
        {
            throw Refused(key, request, reply, answer);
        }

        if (OAuthGrants.Missing(reply, asked) is { Count: > 0 } missing)
        {
            Log.ScopesMissing(logger, key, string.Join(' ', missing));
        }

        if (OAuthGrants.HasUnreadableEnd(reply))
        {
            Log.ExpiryUnreadable(logger, key, assumedLifetime);
        }

        return OAuthGrants.Of(reply, current, asked, assumedLifetime);
    }

    private EndpointReply CheckTime(string key, EndpointReply reply)
    {
        if (!clock.IsCurrent)
        {
            return reply;
        }

        var timed = reply.WithTrustedTime(clock.Now);
        if (reply.HasDate && timed.At != reply.At)
        {
            Log.ServiceClockOff(logger, key, reply.At - timed.At);
        }

        return timed;
    }

    private OAuthAnswer AnswerOf(string key, EndpointReply reply, bool isRefresh)
    {
        var answer = OAuthAnswerReader.Of(reply, isRefresh);
        if (answer is OAuthAnswer.Granted || classify is null)
        {
            return answer;
        }

        try
        {
            return classify(OAuthErrorReader.Of(reply)) switch
            {
                OAuthErrorKind.ReauthorizationRequired => isRefresh ? OAuthAnswer.Reauthorize : OAuthAnswer.Misconfigured,
                OAuthErrorKind.ClientRefused => OAuthAnswer.Misconfigured,
                OAuthErrorKind.RateLimited => OAuthAnswer.RateLimited,
                OAuthErrorKind.Transient => OAuthAnswer.Failed,
                _ => answer,
            };
        }
        catch (Exception error)
        {
            // Only the type is logged: the message may quote the reply.
            Log.ClassifyErrorFailed(logger, key, error.GetType().FullName);
            return OAuthAnswer.Failed;
        }
    }

    /// <summary>The exception for a reply without a grant.</summary>
    public static Exception Refused(string key, HttpRequestMessage request, EndpointReply reply, OAuthAnswer answer) => answer switch
    {
        OAuthAnswer.Reauthorize => new ReauthorizationRequiredException(key),
        OAuthAnswer.RateLimited => new TokenRateLimitedException(key, EndpointPause.EndOf(reply)),
        OAuthAnswer.Misconfigured => new TokenConfigurationException(
            key,
            $"The service behind the grant '{key}' refuses this client ({OAuthAnswerReader.Describe(reply)}) " +
            $"at {request.RequestUri!.Authority}. " +
            "Check the client's id, secret, authentication method, scopes and parameters."),
        _ => new TokenRefreshException(
            key,
            $"The service behind the grant '{key}' returned no token ({OAuthAnswerReader.Describe(reply)}) " +
            $"at {request.RequestUri!.Authority}. Call again later.")
        {
            Code = OAuthAnswerReader.IsUnreadable(reply) ? GrantFailureCodes.ReplyUnreadable : GrantFailureCodes.Transient,
        },
    };
}
