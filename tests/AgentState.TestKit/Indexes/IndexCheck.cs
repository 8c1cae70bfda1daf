namespace AgentState.TestKit;

/// <summary>
/// Decides whether a query is served by one exact index: the emulator runs any query, production only those. Merging several indexes
/// is not counted on, nor reading one backwards, although production can do either.
/// </summary>
internal static class IndexCheck
{
    private const string Name = "__name__";

    /// <returns>Null where an index serves the query; else what is missing.</returns>
    public static string? Missing(IndexFile file, QueryShape shape) => shape.FieldCount switch
    {
        0 => null,
        1 when shape.Orders.All(order => order.FieldPath != Name) => OfOneField(file, shape),
        _ => file.Indexes.Any(index => Serves(index, shape)) ? null : $"No index of the shipped file is exactly {shape}.",
    };

    /// <summary>
    /// One field, in either direction, with the name going along: what every field has by itself in its own collection, unless an override takes it away.
    /// Over all collections of a name a field has an index only where an override says so.
    /// </summary>
    private static string? OfOneField(IndexFile file, QueryShape shape)
    {
        var (path, modes) = shape switch
        {
            { Contains.Count: 1 } => (shape.Contains.Single(), new[] { IndexField.Contains }),
            { Equal.Count: 1 } => (shape.Equal.Single(), [IndexField.Ascending, IndexField.Descending]),
            _ => (shape.Orders[0].FieldPath, [shape.Orders[0].Mode!]),
        };

        // The nearest map around a field has the say.
        var own = file.FieldOverrides
            .Where(field => field.Covers(shape.CollectionGroup, path))
            .MaxBy(field => field.FieldPath.Length);
        return (own is null && shape.QueryScope == "COLLECTION") || own?.Indexes.Any(index => index.QueryScope == shape.QueryScope && modes.Contains(index.Mode)) == true
            ? null
            : $"The field '{path}' of '{shape.CollectionGroup}' has no index of the kind that a query asks for: {shape}.";
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
            && fields.Take(prefix).All(field => field.ArrayConfig is null ? shape.Equal.Contains(field.FieldPath) : shape.Contains.Contains(field.FieldPath))
            && fields.Skip(prefix).Select(field => (field.FieldPath, field.Mode)).SequenceEqual(shape.Orders.Select(order => (order.FieldPath, order.Mode)));
    }
}
