using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// The entries in the activity log that tell of a grant: whose key, what came of it, a fingerprint, and no secret. Each travels in the commit that stores what it tells
/// of, and is there exactly if that is.
/// </summary>
internal sealed class TokenAudit(ActivityForm activities, TokenOptions options, ILogger logger)
{
    public const string Agent = "token-vault";

    public const string Refreshed = "token.refreshed";
    public const string RefreshFailed = "token.refresh.failed";
    public const string ReauthorizationNeeded = "token.reauthorization.needed";
    public const string Revoked = "token.revoked";

    /// <summary>The change with its entry.</summary>
    /// <param name="change">The change.</param>
    /// <param name="action">What is done; one of the words above.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="lease">Under which lease; null = none.</param>
    /// <param name="token">The token that it is about; null = none.</param>
    public StateChange With(StateChange change, string action, string outcome, RefreshLease? lease, Secret? token) =>
        With(change, action, _ => outcome, lease, token);

    /// <inheritdoc cref="With(StateChange, string, string, RefreshLease, Secret)"/>
    public StateChange With(StateChange change, string action, Func<DocumentSnapshot, string> outcome, RefreshLease? lease, Secret? token) => options.Audit
        ? change with { Rider = snapshot => new Rider(activities.Now(Entry(snapshot.Id, action, outcome(snapshot), lease, token)), IsRequired: false) }
        : change;

    /// <summary>
    /// Commits a change with its entry. Where the entry cannot be written the change goes without: it must not cost a grant that whoever may store tokens may not write the log.
    /// </summary>
    public async Task<ChangeResult> WriteAsync(OptimisticWriter writer, StateChange change, CancellationToken cancellationToken = default)
    {
        try
        {
            return await writer.WriteAsync(change, cancellationToken).ConfigureAwait(false);
        }
        catch (AgentStateException error) when (
            error is not (StateUnavailableException or DecryptionException or TokenConfigurationException) && change.Rider is not null)
        {
            Log.AuditLeft(logger, DatabaseRoot.IdOf(change.Name), error);
            return await writer.WriteAsync(change with { Known = null, Rider = null }, cancellationToken).ConfigureAwait(false);
        }
    }

    private static NewActivity Entry(string key, string action, string outcome, RefreshLease? lease, Secret? token)
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
