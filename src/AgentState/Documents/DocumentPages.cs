using System.Buffers.Text;
using System.Security.Cryptography;
using Google.Cloud.Firestore.V1;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace AgentState;

/// <summary>
/// Reads lists page by page. A continuation token is opaque text that names the last document told, by the values that it is ordered by, and the
/// query that it belongs to: so a page goes on where the one before ended, whatever was written meanwhile.
/// </summary>
internal static class DocumentPages
{
    private const int FingerprintBytes = 12;

    /// <summary>Reads one page: one call.</summary>
    /// <param name="documents">Where from.</param>
    /// <param name="query">Filters and orders, without a limit and a cursor.</param>
    /// <param name="page">Which page; null = the first.</param>
    /// <param name="read">Makes an item of a document. One that it cannot read is told beside the items.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="keep">Whether a document is told, at the moment of the read; null = each is. A page may be shorter for it than was asked, and the next one goes on all the same.</param>
    /// <exception cref="ArgumentException">The continuation token belongs to another list, or is none.</exception>
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
            throw new ArgumentException("The continuation token belongs to another list or filter, or is none.", argument);
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
            throw new ArgumentException("The continuation token is none that a list has given.", argument, error);
        }
    }

    // The same filters and orders, the same bytes: a query holds no maps, whose order could vary.
    private static ByteString Fingerprint(DocumentQuery query) =>
        ByteString.CopyFrom(SHA256.HashData(query.Build().ToByteArray()).AsSpan(0, FingerprintBytes));
}
