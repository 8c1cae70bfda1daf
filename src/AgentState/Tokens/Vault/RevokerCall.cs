using AgentState.Internal.Diagnostics;
using AgentState.Internal.Tokens.Sources;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tokens.Vault;

/// <summary>Revokes grants at their service with a timeout, and never passes on the message of a revoker's exceptions.</summary>
internal sealed class RevokerCall(TokenOptions options, TokenSourceRegistry sources, TimeProvider time, ILogger logger)
{
    /// <summary>Revokes a grant, if the key's refresher is an <see cref="ITokenRevoker"/>.</summary>
    /// <returns>The outcome for the activity log.</returns>
    public async Task<string> RevokeAsync(string key, TokenGrant grant, CancellationToken cancellationToken)
    {
        if (sources.RefresherOf(key) is not ITokenRevoker revoker)
        {
            return "forgotten";
        }

        using var deadline = new CancellationTokenSource(options.RefreshTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await revoker.RevokeAsync(key, grant, both.Token).WaitAsync(both.Token).ConfigureAwait(false);
            return "revoked";
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (AgentStateException error) when (error is TokenConfigurationException or TokenRateLimitedException or TokenRefreshException)
        {
            Log.RevocationFailed(logger, key, error.GetType().FullName);
            throw;
        }
        catch (Exception error)
        {
            // Only the type is reported: the revoker's message may quote a token.
            Log.RevocationFailed(logger, key, error.GetType().FullName);
            throw new TokenRefreshException(
                key,
                $"The grant '{key}' is marked as revoked and is no longer used, but revoking it at the service failed " +
                $"with {error.GetType().FullName}. Call again.");
        }
    }
}
