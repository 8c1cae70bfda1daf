using System.Runtime.CompilerServices;
using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>Reads all that is stored of a user, page by page: the user's own document, and those that name the user.</summary>
internal static class UserExport
{
    private static readonly Func<string, DocumentQuery>[] Naming = [UserQueries.Tasks, UserQueries.Entries];

    public static async IAsyncEnumerable<ExportedDocument> ReadAsync(
        IDocumentStore documents, string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var snapshots = await documents.GetAsync([UserDocument.NameOf(documents.Root, userId)], cancellationToken).ConfigureAwait(false);
        if (snapshots[0].Document is { } user)
        {
            yield return Exported(documents.Root, user);
        }

        foreach (var query in Naming)
        {
            string? next = null;
            do
            {
                var request = new PageRequest { Size = PageRequest.MaxSize, ContinuationToken = next };
                var page = await DocumentPages
                    .ReadAsync(documents, query(userId), request, document => Exported(documents.Root, document), cancellationToken).ConfigureAwait(false);
                foreach (var document in page.Items)
                {
                    yield return document;
                }

                next = page.ContinuationToken;
            }
            while (next is not null);
        }
    }

    private static ExportedDocument Exported(DatabaseRoot root, Document document) => new()
    {
        Path = root.PathOf(document.Name),
        Content = new StateMap(new MapValue { Fields = { document.Fields } }),
        CreatedAt = document.CreateTime.ToDateTimeOffset(),
        UpdatedAt = document.UpdateTime.ToDateTimeOffset(),
    };
}
