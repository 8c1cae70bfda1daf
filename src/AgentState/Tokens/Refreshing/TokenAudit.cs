using AgentState.Internal.Activities;
using AgentState.Internal.Data;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tokens.Stored;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tokens.Refreshing;

/// <summary>Writes the activity log entries about grants: the key, the outcome and a fingerprint, but no secret.</summary>
/// <remarks>Each entry is a piggybacked write in the commit that stores the change: no entry exists without its change.</remarks>
internal sealed class TokenAudit(OptimisticWriter writer, ActivityForm activities, TokenOptions options, ILogger logger)
{
    public const string Agent = "token-vault";

    public const string Refreshed = "token.refreshed";
    public const string RefreshFailed = "token.refresh.failed";
    public const string ReauthorizationNeeded = "token.reauthorization.needed";
    public const string Revoked = "token.revoked";

    /// <summary>Adds an entry to a change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="action">The action: one of the constants above.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="lease">The lease; null = none.</param>
    /// <param name="token">The token; null = none.</param>
    public StateChange With(StateChange change, string action, string outcome, RefreshLease? lease, SecretString? token) =>
        With(change, action, _ => outcome, lease, token);

    /// <inheritdoc cref="With(StateChange, string, string, RefreshLease, SecretString)"/>
    public StateChange With(
        StateChange change, string action, Func<DocumentSnapshot, string> outcome, RefreshLease? lease, SecretString? token) =>
        options.Audit
            ? change with
            {
                PiggybackedWrite = snapshot => new PiggybackedWrite(
                    activities.Now(Entry(snapshot.Id, action, outcome(snapshot), lease, token)), IsRequired: false),
            }
            : change;

    /// <summary>Commits a change with its entry, or without the entry if the entry cannot be written.</summary>
    /// <remarks>An account that may store tokens but not write the log must not lose a grant.</remarks>
    public async Task<ChangeResult> WriteAsync(StateChange change, CancellationToken cancellationToken = default)
    {
        try
        {
            return await writer.WriteAsync(change, cancellationToken).ConfigureAwait(false);
        }
        catch (AgentStateException error) when (
            error is not (StateUnavailableException or DecryptionException or TokenConfigurationException) &&
            change.PiggybackedWrite is not null)
        {
            Log.AuditLeft(logger, DatabaseRoot.IdOf(change.Name), error);
            return await writer.WriteAsync(change with { Known = null, PiggybackedWrite = null }, cancellationToken).ConfigureAwait(false);
        }
    }

    private static NewActivity Entry(string key, string action, string outcome, RefreshLease? lease, SecretString? token)
    {
        var details = new Dictionary<string, object?> { ["service"] = key.Split(':', 2)[0], ["key"] = key, ["outcome"] = outcome };
        if (lease is not null)
        {
            details["epoch"] = lease.Epoch;
        }

        if (token is not null)
        {
            details["fingerprint"] = token.ToString();
        }

        return new NewActivity
        {
            Agent = Agent,
            Action = action,
            Level = action is Refreshed or Revoked ? ActivityLevel.Info : ActivityLevel.Warn,
            Details = StateMap.FromDictionary(details),
        };
    }
}
