using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>Revokes a grant.</summary>
/// <remarks>
/// It marks the document, so that no process uses the grant, and waits for a refresh in progress. Then it revokes the grant at the service,
/// and deletes the document.
/// </remarks>
internal sealed class TokenRevocation(
    DocumentStack stack,
    TokenOptions options,
    TokenReader reader,
    TokenSources sources,
    TokenWrites changes,
    TokenAudit audit,
    LeaseWait wait,
    ILogger logger)
{
    private readonly DatabaseRoot root = stack.Documents.Root;

    public async Task RunAsync(string key, CancellationToken cancellationToken)
    {
        await stack.SetClockAsync(TokenDocument.Collection, cancellationToken).ConfigureAwait(false);
        var mark = new GrantFailure(GrantFailureCodes.Revoked, stack.Clock.Now, Until: null);
        await stack.Writer.WriteAsync(TokenWrites.Revoke(root, key, mark), cancellationToken).ConfigureAwait(false);

        while (true)
        {
            var seen = await reader.ReadAsync(key, cancellationToken).ConfigureAwait(false);
            if (seen.Stored is not { IsRevoked: true, Grant: { } grant })
            {
                return;
            }

            // The refresh in progress stores its grant with the mark, and that grant is revoked as well.
            if (RefreshLeaseStore.IsHeld(seen.Stored.Lease, stack.Clock.Now))
            {
                await wait.WaitAsync(seen.Snapshot, seen.Stored.Lease!.Until).WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            var outcome = await NotifyServiceAsync(key, grant, cancellationToken).ConfigureAwait(false);
            var change = audit.With(changes.DeleteRevoked(root, key, grant), TokenAudit.Revoked, outcome, lease: null, grant.AccessToken);
            await audit.WriteAsync(stack.Writer, change, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string> NotifyServiceAsync(string key, TokenGrant grant, CancellationToken cancellationToken)
    {
        if (sources.RefresherOf(key) is not ITokenRevoker revoker)
        {
            return "forgotten";
        }

        using var deadline = new CancellationTokenSource(options.RefreshTimeout, stack.Time);
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
