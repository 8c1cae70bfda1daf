using AgentState.Internal.Data;
using AgentState.Internal.Data.Checks;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Redaction;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Activities;

/// <summary>Builds the document of an entry: validated, without secrets, with the current trace and the expiry of its level.</summary>
internal sealed class ActivityForm(DatabaseRoot root, ActivityOptions options, ServerClock clock)
{
    // The size of the field expireAt, which is added after the size check.
    private const int ExpiryBytes = 32;

    /// <summary>Removes secrets from the entries.</summary>
    public Redactor Redactor { get; } = new(options.Redaction);

    public ActivityIds Ids { get; } = new();

    /// <summary>Whether the clock must have the server's time before an entry of this level is committed.</summary>
    public bool NeedsClock(ActivityLevel level) => RetentionOf(level) is not null;

    /// <summary>Creates an entry with a new id; its expiry is computed at the commit.</summary>
    /// <exception cref="ArgumentException">A field is missing or out of range.</exception>
    /// <exception cref="StateLimitException">The entry would be larger than 1 MiB.</exception>
    public StateChange Add(NewActivity activity) => Change(Make(activity, Ids.Of(Ids.Next())), activity.Level);

    /// <summary>Creates an entry with a new id and computes its expiry now; the clock must have the server's time.</summary>
    public Write Now(NewActivity activity) => WithExpiry(Make(activity, Ids.Of(Ids.Next())), activity.Level);

    /// <summary>Creates an entry with the given id, without its expiry.</summary>
    public Write Make(NewActivity activity, string id)
    {
        ActivityArguments.Check(activity);

        var name = NameOf(id);
        var redacted = activity with { Action = Redactor.Redact(activity.Action), Details = Redactor.Redact(activity.Details) };
        var write = ActivityDocument.Create(name, redacted, System.Diagnostics.Activity.Current?.Context);
        DocumentGuard.Check(name, write.Update.Fields, nameof(activity), ExpiryBytes);
        return write;
    }

    /// <summary>The change that stores an entry; its expiry is computed at the commit.</summary>
    public StateChange Change(Write write, ActivityLevel level) =>
        NeedsClock(level) ? StateChange.Create(write) with { Decide = _ => WithExpiry(write, level) } : StateChange.Create(write);

    /// <summary>Adds the expiry, counted from the server's time; adds none if that time is not current.</summary>
    /// <remarks>Keeping an entry too long is better than deleting it too early.</remarks>
    public Write WithExpiry(Write write, ActivityLevel level) =>
        RetentionOf(level) is { } retention && clock.IsCurrent ? ActivityDocument.Expiring(write, clock.Now + retention) : write;

    public string NameOf(string id) => root.Document(ActivityDocument.Collection, id);

    private TimeSpan? RetentionOf(ActivityLevel level) => level switch
    {
        ActivityLevel.Error => options.ErrorRetention,
        ActivityLevel.Warn => options.WarnRetention,
        _ => options.InfoRetention,
    };
}
