namespace AgentState;

/// <summary>Refuses, before any call, a document that Firestore would refuse.</summary>
internal static class DocumentGuard
{
    /// <summary>
    /// Judges all fields as they will stand in the document, and its size. A map was judged when it was made, but by itself: the names
    /// around it count in a path, and the arrays and maps around it in the nesting.
    /// </summary>
    /// <param name="name">The document's full name.</param>
    /// <param name="fields">All its fields.</param>
    /// <param name="argument">The name of the caller's argument.</param>
    /// <param name="reserve">Bytes to be kept free, for fields that are written later.</param>
    /// <exception cref="ArgumentException">Firestore does not store something in them.</exception>
    /// <exception cref="StateLimitException">The document or a value in it is too large.</exception>
    public static void Check(string name, IReadOnlyCollection<KeyValuePair<string, Value>> fields, string argument, int reserve = 0)
    {
        foreach (var (field, value) in fields)
        {
            ValueGuard.Check(value, field, argument);
        }

        CheckSize(name, fields, reserve);
    }

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
