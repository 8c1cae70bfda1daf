using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>Makes what is stored of an entry: judged, without secrets, with the trace in which it is made, and with its end where its level has one.</summary>
internal sealed class ActivityForm(DatabaseRoot root, ActivityOptions options, ServerClock clock)
{
    // The name of expireAt, and its time.
    private const int ExpiryBytes = 32;

    /// <summary>Takes secrets out of what is stored.</summary>
    public Redactor Redactor { get; } = new(options.Redaction);

    public ActivityIds Ids { get; } = new();

    /// <summary>Whether the server's time must be known before an entry of this level is committed.</summary>
    public bool NeedsClock(ActivityLevel level) => RetentionOf(level) is not null;

    /// <summary>A new entry under an id made here. Its end is reckoned when it is committed.</summary>
    /// <exception cref="ArgumentException">A field is missing or out of range.</exception>
    /// <exception cref="StateLimitException">The entry would be larger than 1 MiB.</exception>
    public StateChange Add(NewActivity activity) => Change(Make(activity, Ids.Of(Ids.Next())), activity.Level);

    /// <summary>The same as a write that is sent at once, after an answer that told the server's time.</summary>
    public Write Now(NewActivity activity) => WithEnd(Make(activity, Ids.Of(Ids.Next())), activity.Level);

    /// <summary>The document of an entry, under this id, but for its end.</summary>
    public Write Make(NewActivity activity, string id)
    {
        ActivityArguments.Check(activity);

        var name = NameOf(id);
        var told = activity with { Action = Redactor.Redact(activity.Action), Details = Redactor.Redact(activity.Details) };
        var write = ActivityDocument.Create(name, told, System.Diagnostics.Activity.Current?.Context);
        DocumentGuard.Check(name, write.Update.Fields, nameof(activity), ExpiryBytes);
        return write;
    }

    /// <summary>The change that stores it. Its end is reckoned when it is committed.</summary>
    public StateChange Change(Write write, ActivityLevel level) =>
        NeedsClock(level) ? StateChange.Create(write) with { Decide = _ => WithEnd(write, level) } : StateChange.Create(write);

    /// <summary>The document with its end, reckoned from now on; without one where now is not known: rather kept too long than gone too soon.</summary>
    public Write WithEnd(Write write, ActivityLevel level) =>
        RetentionOf(level) is { } retention && clock.IsCurrent ? ActivityDocument.Expiring(write, clock.Now + retention) : write;

    public string NameOf(string id) => root.Document(ActivityDocument.Collection, id);

    private TimeSpan? RetentionOf(ActivityLevel level) => level switch
    {
        ActivityLevel.Error => options.ErrorRetention,
        ActivityLevel.Warn => options.WarnRetention,
        _ => options.InfoRetention,
    };
}
