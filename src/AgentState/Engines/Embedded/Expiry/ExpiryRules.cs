using AgentState.Internal.Data;
using AgentState.Internal.Engines.Embedded.Stored;

namespace AgentState.Internal.Engines.Embedded.Expiry;

/// <summary>The TTL policies of the shipped <c>firestore.indexes.json</c>, for engines that delete expired documents themselves.</summary>
/// <remarks>
/// Firestore deletes a document within about a day after its <c>expireAt</c>, but not at a fixed time. So a caller must not assume that an
/// expired document exists, nor that it does not.
/// </remarks>
internal static class ExpiryRules
{
    /// <summary>The TTL field.</summary>
    public const string Field = "expireAt";

    /// <summary>The maximum number of documents that are deleted together, so that no commit waits long for it.</summary>
    public const int MaxDocuments = 1_000;

    /// <summary>The ids of the collections with a TTL policy. A test compares them with the shipped file.</summary>
    public static IReadOnlyList<string> CollectionIds { get; } = ["tasks", "instances", "logs"];

    /// <summary>How long an expired document is kept at least.</summary>
    /// <remarks>As with Firestore, readers find a document that has just expired. So tests show whether a caller handles this.</remarks>
    public static TimeSpan Grace { get; } = TimeSpan.FromMinutes(1);

    /// <summary>The minimum time between two searches for expired documents.</summary>
    /// <remarks>If a search reaches <see cref="MaxDocuments"/>, the next commit searches again.</remarks>
    public static TimeSpan Interval { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Returns when a document expires; null if its collection has no TTL policy or its field is not a timestamp.</summary>
    public static DateTimeOffset? ExpiresAt(StoredDocument document) =>
        document.Message.Fields.TryGetValue(Field, out var value)
        && value.TimestampValue is { } time
        && CollectionIds.Contains(DatabaseRoot.CollectionOf(document.Name))
            ? time.ToDateTimeOffset()
            : null;
}
