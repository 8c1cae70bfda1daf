namespace AgentState.TestKit;

/// <summary>
/// Checks that exactly one index serves a query: the emulator runs every query, production only indexed ones. The check ignores index
/// merging and reverse scans, although production supports both.
/// </summary>
internal static class IndexCheck
{
    private const string Name = "__name__";

    /// <returns>Null if an index serves the query; otherwise what is missing.</returns>
    public static string? Missing(IndexFile file, QueryShape shape) => shape.FieldCount switch
    {
        0 => null,
        1 when shape.Orders.All(order => order.FieldPath != Name) => OfOneField(file, shape),
        _ => file.Indexes.Any(index => Serves(index, shape)) ? null : $"The shipped index file has no index that is exactly {shape}.",
    };

    /// <summary>
    /// Checks a query on one field, ordered by name in the same direction. Firestore indexes every field of a collection automatically,
    /// unless an override removes the index. A collection group needs an override that adds one.
    /// </summary>
    private static string? OfOneField(IndexFile file, QueryShape shape)
    {
        var (path, modes) = shape switch
        {
            { Contains.Count: 1 } => (shape.Contains.Single(), new[] { IndexField.Contains }),
            { Equal.Count: 1 } => (shape.Equal.Single(), [IndexField.Ascending, IndexField.Descending]),
            _ => (shape.Orders[0].FieldPath, [shape.Orders[0].Mode!]),
        };

        // The override of the innermost enclosing map applies.
        var own = file.FieldOverrides
            .Where(field => field.Covers(shape.CollectionGroup, path))
            .MaxBy(field => field.FieldPath.Length);
        return (own is null && shape.QueryScope == "COLLECTION")
            || own?.Indexes.Any(index => index.QueryScope == shape.QueryScope && modes.Contains(index.Mode)) == true
            ? null
            : $"The field '{path}' of '{shape.CollectionGroup}' has no index for the query {shape}.";
    }

    private static bool Serves(IndexDefinition index, QueryShape shape)
    {
        var fields = index.Fields.ToList();
        if (fields.Count > 1 && fields[^1].FieldPath == Name && fields[^1].Order == fields[^2].Order)
        {
            fields.RemoveAt(fields.Count - 1);
        }

        var prefix = shape.Equal.Count + shape.Contains.Count;
        return index.CollectionGroup == shape.CollectionGroup
            && index.QueryScope == shape.QueryScope
            && fields.Count == prefix + shape.Orders.Count
            && fields.Take(prefix).All(
                field => field.ArrayConfig is null ? shape.Equal.Contains(field.FieldPath) : shape.Contains.Contains(field.FieldPath))
            && fields.Skip(prefix).Select(field => (field.FieldPath, field.Mode)).SequenceEqual(
                shape.Orders.Select(order => (order.FieldPath, order.Mode)));
    }
}
