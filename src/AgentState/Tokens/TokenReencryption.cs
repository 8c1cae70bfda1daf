using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// Goes through all documents, page by page: counts under which keys they are, and stores what is under another one anew, each by compare-and-set. A document that cannot be
/// read is counted and left as it is.
/// </summary>
internal sealed class TokenReencryption(DocumentStack stack, ISecretForm secrets, ILogger logger)
{
    private const int PageSize = 100;

    /// <summary>Counts, and writes nothing.</summary>
    public Task<TokenKeyReport> CountAsync(CancellationToken cancellationToken) => RunAsync(secrets.WritingKeyId, isToWrite: false, cancellationToken);

    /// <summary>Stores under the writing key what is not.</summary>
    public Task<TokenKeyReport> RunAsync(CancellationToken cancellationToken) => RunAsync(
        secrets.WritingKeyId ?? throw new InvalidOperationException("This vault does not encrypt tokens. Call EncryptTokens where it is registered."),
        isToWrite: true,
        cancellationToken);

    private async Task<TokenKeyReport> RunAsync(string? writingKeyId, bool isToWrite, CancellationToken cancellationToken)
    {
        var tally = new TokenKeyTally(secrets);
        var page = new PageRequest { Size = PageSize };
        do
        {
            // Written out each time: a query remembers where it goes on.
            var query = new DocumentQuery(TokenDocument.Collection);
            var read = await DocumentPages.ReadAsync(stack.Documents, query, page, document => document, cancellationToken).ConfigureAwait(false);
            foreach (var document in read.Items)
            {
                var snapshot = new DocumentSnapshot(document.Name, document);
                Count(tally, isToWrite ? await WriteAsync(tally, snapshot, writingKeyId!, cancellationToken).ConfigureAwait(false) : snapshot);
            }

            page = page with { ContinuationToken = read.ContinuationToken };
        }
        while (page.ContinuationToken is not null);

        return tally.Report(writingKeyId);
    }

    // What the document is afterwards.
    private async Task<DocumentSnapshot> WriteAsync(TokenKeyTally tally, DocumentSnapshot snapshot, string writingKeyId, CancellationToken cancellationToken)
    {
        var seen = snapshot;
        Google.Cloud.Firestore.V1.Write? written = null;
        var change = new StateChange
        {
            Name = snapshot.Name,
            Known = snapshot,
            Decide = now =>
            {
                seen = now;
                return written = now.Document is { } document ? TokenSecrets.Reencrypt(document, secrets, writingKeyId) : null;
            },
        };
        try
        {
            await stack.Writer.WriteAsync(change, cancellationToken).ConfigureAwait(false);
        }
        catch (DecryptionException)
        {
            // It is counted as what it is.
            return seen;
        }

        if (written is null)
        {
            return seen;
        }

        tally.Reencrypted++;
        return new DocumentSnapshot(snapshot.Name, written.Update);
    }

    private void Count(TokenKeyTally tally, DocumentSnapshot snapshot)
    {
        if (snapshot.Document is { } document && tally.Add(document) is { } failure)
        {
            Log.TokenUnreadable(logger, snapshot.Id, failure);
        }
    }
}
