using AgentState.Internal.Activities;
using AgentState.Internal.Agents.Stored;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tasks.Limits;
using AgentState.Internal.Tasks.Stored;
using AgentState.Internal.Tokens.Stored;
using AgentState.Internal.Users;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Transfer;

/// <summary>Copies the documents of the library's collections, page by page in the order of their names.</summary>
internal sealed class DocumentCopy(IDocumentStore source, IDocumentStore target, IProgress<StateTransferProgress>? progress)
{
    private const int PageSize = 300;

    // Each collection, and the one below each of its documents. Settings come before the tasks that they apply to.
    private static readonly (string Id, string? Below)[] Collections =
    [
        (UserDocument.Collection, null),
        (AgentDocument.Collection, InstanceDocument.Collection),
        (TaskTypeDocument.Collection, SlotDocument.Collection),
        (TaskDocument.Collection, null),
        (TokenDocument.Collection, null),
        (ActivityDocument.Collection, null),
    ];

    private readonly BatchSender sender = new(target);
    private readonly DocumentTranslation translation = new(source.Root, target.Root);
    private long copied;
    private long total;

    /// <summary>Copies all documents, and returns their number.</summary>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        if (progress is not null)
        {
            foreach (var (id, _) in Collections)
            {
                total += await CountAsync(id, cancellationToken).ConfigureAwait(false);
            }

            Report();
        }

        foreach (var (id, below) in Collections)
        {
            await CopyCollectionAsync(source.Root.Parent, id, below, cancellationToken).ConfigureAwait(false);
        }

        return copied;
    }

    private async Task CopyCollectionAsync(string parent, string id, string? below, CancellationToken cancellationToken)
    {
        Document? last = null;
        IReadOnlyList<Document> page;
        do
        {
            var query = new DocumentQuery(id).Limit(PageSize);
            if (last is not null)
            {
                query.StartAfter(last);
            }

            var result = await source.QueryAsync(parent, query.Build(), cancellationToken).ConfigureAwait(false);
            page = result.Documents;
            if (parent != source.Root.Parent)
            {
                total += page.Count;
            }

            await CopyPageAsync(page, cancellationToken).ConfigureAwait(false);
            if (below is not null)
            {
                foreach (var document in page)
                {
                    await CopyCollectionAsync(document.Name, below, below: null, cancellationToken).ConfigureAwait(false);
                }
            }

            last = page.Count == 0 ? null : page[^1];
        }
        while (page.Count == PageSize);
    }

    private async Task CopyPageAsync(IReadOnlyList<Document> page, CancellationToken cancellationToken)
    {
        if (page.Count == 0)
        {
            return;
        }

        CopiedDocument[] items = [.. page.Select(document => new CopiedDocument(translation.Translate(document)))];
        await sender.SendAsync(items, cancellationToken).ConfigureAwait(false);
        if (Array.Find(items, static item => item.Outcome?.Kind is not OutcomeKind.Applied) is { } refused)
        {
            throw Refused(refused);
        }

        copied += page.Count;
        Report();
    }

    private async Task<long> CountAsync(string collection, CancellationToken cancellationToken)
    {
        var count = new DocumentQuery(collection).BuildCount();
        var result = await source.AggregateAsync(source.Root.Parent, count, cancellationToken).ConfigureAwait(false);
        return result.Fields[DocumentQuery.CountAlias].IntegerValue;
    }

    private void Report()
    {
        total = Math.Max(total, copied);
        progress?.Report(new StateTransferProgress { Copied = copied, Total = total });
    }

    private AgentStateException Refused(CopiedDocument document)
    {
        var error = document.Outcome?.Error;
        if (error is not null && !DocumentErrors.IsOfOneDocument(error))
        {
            return error;
        }

        var path = target.Root.PathOf(document.Write.Update.Name);
        return new AgentStateException($"The target refused the document '{path}'. {error?.Message}", error);
    }
}
