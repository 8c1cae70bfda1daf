namespace AgentState.Internal.Data.Checks;

/// <summary>Rejects documents that Firestore would refuse, before any call.</summary>
internal static class DocumentGuard
{
    /// <summary>Checks the fields of a document and its size.</summary>
    /// <remarks>
    /// A map was checked when it was created, but without its surroundings: enclosing names count toward the length of a path, and
    /// enclosing arrays and maps count toward the nesting.
    /// </remarks>
    /// <param name="name">The document's full name.</param>
    /// <param name="fields">All fields of the document.</param>
    /// <param name="argument">The name of the caller's argument.</param>
    /// <param name="reserve">The bytes to keep free for fields that are written later.</param>
    /// <exception cref="ArgumentException">Firestore cannot store a value in the fields.</exception>
    /// <exception cref="StateLimitException">The document or a value in it is too large.</exception>
    public static void Check(string name, IReadOnlyCollection<KeyValuePair<string, Value>> fields, string argument, int reserve = 0)
    {
        foreach (var (field, value) in fields)
        {
            ValueGuard.Check(value, field, argument);
        }

        CheckSize(name, fields, reserve);
    }

    /// <summary>Checks the size of a document.</summary>
    /// <param name="name">The document's full name.</param>
    /// <param name="fields">All fields of the document.</param>
    /// <param name="reserve">The bytes to keep free for fields that are written later.</param>
    /// <exception cref="StateLimitException">The document is too large; the error contains the largest field.</exception>
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
            $"The document would have {size} bytes; the limit is {limit} bytes. Its largest field is '{largest}'. " +
            "Store large content elsewhere, and store a reference to it here.")
        {
            Path = largest,
            Size = size,
            Limit = limit,
        };
    }
}
