using Google.Cloud.Firestore.V1;

namespace AgentState.Tests;

/// <summary>Formats a snapshot as one line: its changes, its documents and its read time.</summary>
internal static class SnapshotText
{
    public static string Of(ListenSnapshot snapshot) =>
        $"{string.Join(' ', snapshot.Changes.OrderBy(change => change.Name, StringComparer.Ordinal).Select(Of))} | " +
        $"{string.Join(' ', snapshot.Documents.Values.OrderBy(document => document.Name, StringComparer.Ordinal).Select(Of))}" +
        $"{(snapshot.Documents.IsEmpty && snapshot.Changes.Count == 0 ? "" : " ")}@{snapshot.ReadTime.Seconds}";

    private static string Of(DocumentDifference change) => change switch
    {
        { Before: null, After: { } added } => $"+{Of(added)}",
        { After: null } => $"-{change.Name}",
        { Before: { } before, After: { } after } => $"{Of(before)}>{after.UpdateTime.Seconds}",
    };

    private static string Of(Document document) => $"{document.Name}{document.UpdateTime.Seconds}";
}
