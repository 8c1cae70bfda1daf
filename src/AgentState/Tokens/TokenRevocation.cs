using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Revokes a grant: marks the document, so that nobody uses it any more; lets whoever refreshes it just now come to an end; tells the service; and takes the document away.
/// </summary>
internal sealed class TokenRevocation(
    DocumentStack stack, TokenOptions options, TokenReader reader, TokenSources sources, TokenChanges changes, TokenAudit audit, LeaseWait wait, ILogger logger)
{
    private readonly DatabaseRoot root = stack.Documents.Root;

    public async Task RunAsync(string key, CancellationToken cancellationToken)
    {
        await stack.SetClockAsync(TokenDocument.Collection, cancellationToken).ConfigureAwait(false);
        var mark = new GrantFailure(GrantFailureCodes.Revoked, stack.Clock.Now, Until: null);
        await stack.Writer.WriteAsync(TokenChanges.Revoke(root, key, mark), cancellationToken).ConfigureAwait(false);

        while (true)
        {
            var seen = await reader.ReadAsync(key, cancellationToken).ConfigureAwait(false);
            if (seen.Stored is not { IsRevoked: true, Grant: { } grant })
            {
                return;
            }

            // What it is given is stored with the mark on it, and revoked as well.
            if (RefreshLeases.IsHeld(seen.Stored.Lease, stack.Clock.Now))
            {
                await wait.WaitAsync(seen.Snapshot, seen.Stored.Lease!.Until).WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            var outcome = await TellServiceAsync(key, grant, cancellationToken).ConfigureAwait(false);
            var change = audit.With(changes.DeleteRevoked(root, key, grant), TokenAudit.Revoked, outcome, lease: null, grant.AccessToken);
            await audit.WriteAsync(stack.Writer, change, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string> TellServiceAsync(string key, TokenGrant grant, CancellationToken cancellationToken)
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
            // Its text is the revoker's own and may quote a token: the type alone goes on.
            Log.RevocationFailed(logger, key, error.GetType().FullName);
            throw new TokenRefreshException(
                key, $"The grant '{key}' is marked as revoked, and nobody uses it any more; telling the service failed with {error.GetType().FullName}. Call again.");
        }
    }
}
