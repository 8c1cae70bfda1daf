using AgentState.Internal.Diagnostics;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tokens.Secrets;
using AgentState.Internal.Tokens.Stored;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tokens.Vault;

/// <summary>Counts all documents by encryption key, page by page, and re-encrypts those that are not under the writing key.</summary>
/// <remarks>Each write is a compare-and-set. A document that cannot be decrypted is counted and stays unchanged.</remarks>
internal sealed class TokenReencryption(DocumentStack stack, ISecretForm secrets, ILogger logger)
{
    private const int PageSize = 100;

    /// <summary>Counts the documents and writes nothing.</summary>
    public Task<TokenKeyReport> CountAsync(CancellationToken cancellationToken) =>
        RunAsync(secrets.WritingKeyId, isToWrite: false, cancellationToken);

    /// <summary>Re-encrypts the documents that are not under the writing key, and counts all documents.</summary>
    public Task<TokenKeyReport> RunAsync(CancellationToken cancellationToken) => RunAsync(
        secrets.WritingKeyId ??
            throw new InvalidOperationException("This vault does not encrypt tokens. Call EncryptTokens on its registration."),
        isToWrite: true,
        cancellationToken);

    private async Task<TokenKeyReport> RunAsync(string? writingKeyId, bool isToWrite, CancellationToken cancellationToken)
    {
        var tally = new TokenKeyTally(secrets);
        var page = new PageRequest { Size = PageSize };
        do
        {
            // A new query per page: the query object keeps its cursor.
            var query = new DocumentQuery(TokenDocument.Collection);
            var read = await DocumentPages
                .ReadAsync(stack.Documents, query, page, document => document, cancellationToken).ConfigureAwait(false);
            foreach (var document in read.Items)
            {
                var snapshot = new DocumentSnapshot(document.Name, document);
                var current = isToWrite
                    ? await WriteAsync(tally, snapshot, writingKeyId!, cancellationToken).ConfigureAwait(false)
                    : snapshot;
                Count(tally, current);
            }

            page = page with { ContinuationToken = read.ContinuationToken };
        }
        while (page.ContinuationToken is not null);

        return tally.Report(writingKeyId);
    }

    // Returns the document after the write.
    private async Task<DocumentSnapshot> WriteAsync(
        TokenKeyTally tally, DocumentSnapshot snapshot, string writingKeyId, CancellationToken cancellationToken)
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
            // It is counted as unreadable.
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
