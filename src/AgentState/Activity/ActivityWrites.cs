using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>The write that adds an entry, judged before it is sent.</summary>
internal static class ActivityWrites
{
    /// <summary>A new document under an id made here; it tells the trace in which it is made.</summary>
    public static Write Add(DatabaseRoot root, NewActivity activity)
    {
        ActivityArguments.Check(activity);

        var name = root.Document(ActivityDocument.Collection, DocumentIds.New());
        var write = ActivityDocument.Create(name, activity, System.Diagnostics.Activity.Current?.Context);
        DocumentGuard.Check(name, write.Update.Fields, nameof(activity));
        return write;
    }
}
