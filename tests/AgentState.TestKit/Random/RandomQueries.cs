using CsCheck;
using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using Aggregation = Google.Cloud.Firestore.V1.StructuredAggregationQuery.Types.Aggregation;
using FieldOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;
using UnaryOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.UnaryFilter.Types.Operator;

namespace AgentState.TestKit;

/// <summary>Random queries with every kind of clause; most of them are valid.</summary>
internal sealed class RandomQueries(RandomNames names, RandomValues values)
{
    private const string Name = FieldPath.Name;

    public Gen<StructuredQuery> Query => Gen.Frequency((3, Odd), (2, Plain));

    /// <summary>A query on common fields and values, which is likely to find documents.</summary>
    private Gen<StructuredQuery> Plain => Gen.Select(
        PlainFilter.Array[0, 2],
        Gen.Select(Gen.OneOf("a", "b", "n"), Gen.OneOf(Direction.Ascending, Direction.Descending), Term).Array[0, 2],
        Paging,
        static (filters, orders, paging) => Build(
            [new CollectionSelector { CollectionId = "c" }],
            filters.Length == 0 ? null : All(filters),
            [.. orders.DistinctBy(static order => order.Field.FieldPath)],
            paging,
            select: null))
        .SelectMany(WithCursors);

    private Gen<Filter> PlainFilter => Gen.Select(
        Gen.OneOf("a", "b", "n"),
        Gen.OneOf(FieldOperator.Equal, FieldOperator.LessThanOrEqual, FieldOperator.GreaterThan, FieldOperator.GreaterThanOrEqual),
        values.Scalar,
        FieldFilter);

    private Gen<StructuredQuery> Odd => Gen.Select(
        From,
        Gen.Frequency((2, Gen.Const(() => (Filter?)null)), (6, Filter(0).Select(Maybe)), (2, Filter(2).Select(Maybe))),
        Orders,
        Gen.Select(Paging, Select),
        (from, filter, orders, rest) => Build(from, filter, orders, rest.Item1, rest.Item2))
        .SelectMany(WithCursors);

    public Gen<StructuredAggregationQuery> Aggregate => Gen.Select(
        Query,
        Gen.Select(Gen.Frequency((20, ""), (4, "x"), (10, "y z#"), (1, "__x__")), Operator).Array[1, 4],
        (query, parts) =>
        {
            query.Select = null;
            return new StructuredAggregationQuery
            {
                StructuredQuery = query,
                Aggregations =
                {
                    parts.Select(static (part, i) => Named(part.Item2, part.Item1.Replace("#", $"{i}", StringComparison.Ordinal))),
                },
            };
        });

    private Gen<CollectionSelector[]> From => Gen.Frequency(
        (40, names.CollectionId.Select(id => new[] { new CollectionSelector { CollectionId = id } })),
        (8, names.CollectionId.Select(id => new[] { new CollectionSelector { CollectionId = id, AllDescendants = true } })),
        (1, Gen.Const(() => new[] { new CollectionSelector { AllDescendants = true } })),
        (1, Gen.Const(() => Array.Empty<CollectionSelector>())),
        (1, Gen.Const(() => new[] { new CollectionSelector { CollectionId = "c" }, new CollectionSelector { CollectionId = "d" } })));

    private Gen<Order[]> Orders => Gen.Frequency(
        (4, Gen.Const(Array.Empty<Order>)),
        (6, Order.Array[1, 2]),
        (4, Gen.Select(Order.Array[0, 2], Gen.OneOf(Direction.Ascending, Direction.Descending), static (orders, direction) =>
            orders.Append(new Order { Field = Reference(Name), Direction = direction }).ToArray())));

    private Gen<Order> Order => Gen.Select(
        Gen.Frequency((60, names.Path), (1, Gen.Const(Name))),
        Gen.Frequency((5, Direction.Ascending), (5, Direction.Descending), (1, Direction.Unspecified)),
        Term);

    private static Gen<(int? Limit, int Offset)> Paging { get; } = Gen.Select(
        Gen.Frequency<int?>((6, null), (2, 1), (2, 2), (2, 5), (1, 0)),
        Gen.Frequency((40, 0), (4, 1), (3, 3), (1, -1)));

    // No empty projection: the engines differ, and a separate test covers it.
    private Gen<Projection?> Select => Gen.Frequency(
        (6, Gen.Const(() => (Projection?)null)),
        (2, Gen.Frequency((8, names.Path), (1, Gen.Const(Name))).Array[1, 3].Select(static paths =>
            (Projection?)new Projection { Fields = { paths.Select(Reference) } })));

    private Gen<Aggregation> Operator => Gen.Frequency(
        (4, Gen.Const(() => new Aggregation { Count = new Aggregation.Types.Count() })),
        (2, Gen.OneOf(0L, 1, 3, 100, -1).Select(static most => new Aggregation { Count = new Aggregation.Types.Count { UpTo = most } })),
        (4, Summed.Select(static path => new Aggregation { Sum = new Aggregation.Types.Sum { Field = Reference(path) } })),
        (4, Summed.Select(static path => new Aggregation { Avg = new Aggregation.Types.Avg { Field = Reference(path) } })),
        (1, Gen.Const(() => new Aggregation())));

    private Gen<string> Summed => Gen.Frequency((30, Gen.OneOf("a", "b", "n")), (6, names.Path), (1, Gen.Const(Name)));

    private Gen<Filter> Filter(int depth) => depth == 0
        ? Gen.Frequency((20, Field), (4, Unary), (2, OfName))
        : Gen.Frequency(
            (6, Filter(0)),
            (30, Gen.Select(
                Gen.Frequency(
                    (30, CompositeFilter.Types.Operator.And),
                    (30, CompositeFilter.Types.Operator.Or),
                    (1, CompositeFilter.Types.Operator.Unspecified)),
                Filter(depth - 1).Array[0, 3],
                static (op, parts) => new Filter { CompositeFilter = new CompositeFilter { Op = op, Filters = { parts } } })),
            (1, Gen.Const(() => new Filter())));

    private Gen<Filter> Field => Gen.Frequency(
        (60, Gen.Select(
            names.Path,
            Gen.OneOf(FieldOperator.Equal, FieldOperator.Equal, FieldOperator.Equal, FieldOperator.NotEqual, FieldOperator.LessThan,
                FieldOperator.LessThanOrEqual, FieldOperator.GreaterThan, FieldOperator.GreaterThanOrEqual, FieldOperator.ArrayContains),
            values.Any,
            FieldFilter)),
        (20, Gen.Select(
            names.Path,
            Gen.OneOf(FieldOperator.In, FieldOperator.In, FieldOperator.ArrayContainsAny, FieldOperator.NotIn),
            values.Elements(1, 11).Select(static elements => new Value { ArrayValue = elements }),
            FieldFilter)),
        (1, Gen.Select(names.Path, Gen.OneOf(FieldOperator.In, FieldOperator.Unspecified), Gen.Const(() => Values.Of(1)), FieldFilter)));

    private Gen<Filter> OfName => Gen.Frequency(
        (10, Gen.Select(
            Gen.OneOf(FieldOperator.Equal, FieldOperator.NotEqual, FieldOperator.LessThan, FieldOperator.LessThanOrEqual,
                FieldOperator.GreaterThan, FieldOperator.GreaterThanOrEqual),
            values.Reference,
            static (op, value) => FieldFilter(Name, op, value))),
        (4, Gen.Select(
            Gen.OneOf(FieldOperator.In, FieldOperator.NotIn, FieldOperator.ArrayContainsAny),
            values.Reference.Array[0, 4].Select(static references => Values.Of(references)),
            static (op, value) => FieldFilter(Name, op, value))),
        (1, values.Scalar.Select(static value => FieldFilter(Name, FieldOperator.Equal, value))));

    private Gen<Filter> Unary => Gen.Select(
        Gen.Frequency((20, names.Path), (1, Gen.Const(Name))),
        Gen.Frequency(
            (5, UnaryOperator.IsNull),
            (5, UnaryOperator.IsNan),
            (5, UnaryOperator.IsNotNull),
            (5, UnaryOperator.IsNotNan),
            (1, UnaryOperator.Unspecified)),
        static (path, op) => new Filter { UnaryFilter = new UnaryFilter { Field = Reference(path), Op = op } });

    private static Filter FieldFilter(string path, FieldOperator op, Value value) =>
        new() { FieldFilter = new FieldFilter { Field = Reference(path), Op = op, Value = value } };

    private static Order Term(string path, Direction direction) => new() { Field = Reference(path), Direction = direction };

    private static Filter? Maybe(Filter filter) => filter;

    private static Filter All(Filter[] filters) => filters.Length == 1
        ? filters[0]
        : new Filter { CompositeFilter = new CompositeFilter { Op = CompositeFilter.Types.Operator.And, Filters = { filters } } };

    private static StructuredQuery Build(
        CollectionSelector[] from, Filter? filter, Order[] orders, (int? Limit, int Offset) paging, Projection? select) => new()
        {
            From = { from },
            Where = filter,
            OrderBy = { orders },
            Limit = paging.Limit,
            Offset = paging.Offset,
            Select = select,
        };

    private Gen<StructuredQuery> WithCursors(StructuredQuery query)
    {
        var cursor = Gen.Frequency((6, Gen.Const(() => (Cursor?)null)), (1, Cursor(query.OrderBy)));
        return Gen.Select(cursor, cursor, (start, end) =>
        {
            var placed = query.Clone();
            placed.StartAt = start;
            placed.EndAt = end;
            return placed;
        });
    }

    // One value for each order or for the first orders; rarely one too many.
    private Gen<Cursor?> Cursor(IReadOnlyList<Order> orders) => Gen.Select(
        Gen.Frequency((40, Gen.Int[0, orders.Count]), (1, Gen.Const(orders.Count + 1))).SelectMany(count => Positions(orders, count)),
        Gen.Bool,
        static (positions, before) => (Cursor?)new Cursor { Values = { positions }, Before = before });

    private Gen<Value[]> Positions(IReadOnlyList<Order> orders, int count)
    {
        var positions = Gen.Const(Array.Empty<Value>);
        for (var i = 0; i < count; i++)
        {
            var isName = i < orders.Count && orders[i].Field.FieldPath == Name;
            var next = isName ? values.Reference : values.Any;
            positions = Gen.Select(positions, next, static (before, value) => before.Append(value).ToArray());
        }

        return positions;
    }

    private static Aggregation Named(Aggregation aggregation, string alias)
    {
        aggregation.Alias = alias;
        return aggregation;
    }

    private static FieldReference Reference(string path) => new() { FieldPath = path };
}
