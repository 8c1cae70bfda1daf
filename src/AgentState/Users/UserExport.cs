using System.Runtime.CompilerServices;
using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Users;

/// <summary>Reads all documents about a user, page by page and each once.</summary>
internal static class UserExport
{
    public static async IAsyncEnumerable<ExportedDocument> ReadAsync(
        IDocumentStore documents, string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var snapshots = await documents.GetAsync([UserDocument.NameOf(documents.Root, userId)], cancellationToken).ConfigureAwait(false);
        if (snapshots[0].Document is { } user)
        {
            yield return Exported(documents.Root, user);
        }

        // Both queries can find the same task.
        var tasks = new HashSet<string>(StringComparer.Ordinal);
        foreach (var query in new[] { UserQueries.Tasks, UserQueries.TasksCreated })
        {
            await foreach (var task in FindAsync(documents, () => query(userId), cancellationToken).ConfigureAwait(false))
            {
                if (tasks.Add(task.Path))
                {
                    yield return task;
                }
            }
        }

        await foreach (var entry in FindAsync(documents, () => UserQueries.Entries(userId), cancellationToken).ConfigureAwait(false))
        {
            yield return entry;
        }
    }

    private static async IAsyncEnumerable<ExportedDocument> FindAsync(
        IDocumentStore documents, Func<DocumentQuery> query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var request = new PageRequest { Size = PageRequest.MaxSize, ContinuationToken = next };
            var page = await DocumentPages
                .ReadAsync(documents, query(), request, document => Exported(documents.Root, document), cancellationToken)
                .ConfigureAwait(false);
            foreach (var document in page.Items)
            {
                yield return document;
            }

            next = page.ContinuationToken;
        }
        while (next is not null);
    }

    private static ExportedDocument Exported(DatabaseRoot root, Document document) => new()
    {
        Path = root.PathOf(document.Name),
        Content = new StateMap(new MapValue { Fields = { document.Fields } }),
        CreatedAt = document.CreateTime.ToDateTimeOffset(),
        UpdatedAt = document.UpdateTime.ToDateTimeOffset(),
    };
}
