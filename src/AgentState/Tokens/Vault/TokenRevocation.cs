using AgentState.Internal.Data;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Tokens.Refreshing;
using AgentState.Internal.Tokens.Rules;
using AgentState.Internal.Tokens.Stored;

namespace AgentState.Internal.Tokens.Vault;

/// <summary>Revokes a grant.</summary>
/// <remarks>
/// It marks the document, so that no process uses the grant, and waits for a refresh in progress. Then it revokes the grant at the service,
/// and deletes the document.
/// </remarks>
internal sealed class TokenRevocation(
    DocumentStack stack, TokenReader reader, TokenWrites changes, TokenAudit audit, LeaseWait wait, RevokerCall call)
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
            if (RefreshLeaseRules.IsHeld(seen.Stored.Lease, stack.Clock.Now))
            {
                await wait.WaitAsync(seen.Snapshot, seen.Stored.Lease!.ExpiresAt).WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            var outcome = await call.RevokeAsync(key, grant, cancellationToken).ConfigureAwait(false);
            var change = audit.With(changes.DeleteRevoked(root, key, grant), TokenAudit.Revoked, outcome, lease: null, grant.AccessToken);
            await audit.WriteAsync(change, cancellationToken).ConfigureAwait(false);
        }
    }
}
