namespace AgentState;

/// <summary>Refuses, before any call, a document that is too large.</summary>
internal static class DocumentGuard
{
    /// <summary>Throws where a document would pass the limit.</summary>
    /// <param name="name">The document's full name.</param>
    /// <param name="fields">All its fields.</param>
    /// <param name="reserve">Bytes to be kept free, for fields that are written later.</param>
    /// <exception cref="StateLimitException">It would; the error names the largest field.</exception>
    public static void CheckSize(string name, IReadOnlyCollection<KeyValuePair<string, Value>> fields, int reserve = 0)
    {
        var size = DocumentSize.OfDocument(name, fields);
        var limit = ValueRules.MaxDocumentBytes - reserve;
        if (size <= limit)
        {
            return;
        }

        var largest = fields.MaxBy(field => DocumentSize.Of(field.Value)).Key;
        throw new StateLimitException(
            $"The document would have {size} bytes, most of them in its field '{largest}'; at most {limit} can be stored here. Keep large " +
            "content elsewhere, and store where it lies.")
        {
            Path = largest,
            Size = size,
            Limit = limit,
        };
    }
}
