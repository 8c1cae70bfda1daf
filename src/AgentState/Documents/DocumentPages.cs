using System.Buffers.Text;
using System.Security.Cryptography;
using AgentState.Internal.Data;
using Google.Cloud.Firestore.V1;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace AgentState.Internal.Documents;

/// <summary>Reads lists page by page.</summary>
/// <remarks>
/// A continuation token is an opaque text that contains the ordered values of the last document and a fingerprint of its query. So a page
/// continues where the previous one ended, regardless of writes in between.
/// </remarks>
internal static class DocumentPages
{
    private const int FingerprintBytes = 12;

    /// <summary>Reads one page with one call.</summary>
    /// <param name="documents">The documents.</param>
    /// <param name="query">The filters and orders, without a limit and a cursor.</param>
    /// <param name="page">The requested page; null for the first.</param>
    /// <param name="read">Converts a document into an item. Documents that it cannot read are returned separately.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="keep">
    /// Returns whether a document is included, given the read time; null includes all. Because of it a page may be shorter than requested
    /// although more pages follow.
    /// </param>
    /// <exception cref="ArgumentException">The continuation token is not valid or was issued for another query.</exception>
    public static async Task<Page<T>> ReadAsync<T>(
        IDocumentStore documents,
        DocumentQuery query,
        PageRequest? page,
        Func<Document, T> read,
        CancellationToken cancellationToken,
        Func<Document, Timestamp, bool>? keep = null)
        where T : class
    {
        page ??= new PageRequest();
        var fingerprint = Fingerprint(query);
        if (page.ContinuationToken is { } token)
        {
            query.StartAfter(Cursor(token, fingerprint, documents.Root, query.Collection, nameof(page)));
        }

        var result = await documents
            .QueryAsync(documents.Root.Parent, query.Limit(page.Size).Build(), cancellationToken).ConfigureAwait(false);
        var (items, unreadable) = (new List<T>(result.Documents.Count), new List<UnreadableDocument>());
        foreach (var document in result.Documents.Where(document => keep?.Invoke(document, result.ReadTime) != false))
        {
            if (Readings.TryRead(documents.Root, document, read, out var item, out var failure))
            {
                items.Add(item);
            }
            else
            {
                unreadable.Add(failure);
            }
        }

        return new Page<T>
        {
            Items = items,
            Unreadable = unreadable,
            ContinuationToken = result.Documents.Count < page.Size ? null : Token(result.Documents[^1], query, fingerprint),
        };
    }

    private static string Token(Document last, DocumentQuery query, ByteString fingerprint) =>
        Base64Url.EncodeToString(new ArrayValue
        {
            Values = { new Value { BytesValue = fingerprint }, Values.Of(DatabaseRoot.IdOf(last.Name)), query.OrderedValues(last) },
        }.ToByteArray());

    private static IEnumerable<Value> Cursor(string token, ByteString fingerprint, DatabaseRoot root, string collection, string argument)
    {
        var parts = Decode(token, argument);
        if (parts is not [var query, var id, ..] || query.BytesValue != fingerprint)
        {
            throw new ArgumentException(
                "The continuation token was not issued for this list and filter. Pass null for the first page.", argument);
        }

        return parts.Skip(2).Append(Values.Reference(root.Document(collection, id.StringValue)));
    }

    private static RepeatedField<Value> Decode(string token, string argument)
    {
        try
        {
            return ArrayValue.Parser.ParseFrom(Base64Url.DecodeFromChars(token)).Values;
        }
        catch (Exception error) when (error is FormatException or InvalidProtocolBufferException)
        {
            throw new ArgumentException(
                "The continuation token is not valid. Pass the token of the previous page, or null for the first page.", argument, error);
        }
    }

    // Equal queries have equal bytes, because a query contains no maps, whose order could vary.
    private static ByteString Fingerprint(DocumentQuery query) =>
        ByteString.CopyFrom(SHA256.HashData(query.Build().ToByteArray()).AsSpan(0, FingerprintBytes));
}
