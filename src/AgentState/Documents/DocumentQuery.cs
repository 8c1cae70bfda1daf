using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;

namespace AgentState;

/// <summary>
/// Builds the queries that stores send: equality filters, orders, a cursor, a limit. The order always ends in the document's name,
/// written out, so that a cursor can name the last document exactly.
/// </summary>
internal sealed class DocumentQuery(string collection)
{
    public const string CountAlias = "count";

    private readonly List<Filter> filters = [];
    private readonly List<Order> orders = [];
    private Cursor? startAfter;
    private Cursor? endAt;
    private int? limit;
    private Projection? projection;
    private bool allDescendants;

    public string Collection { get; } = collection;

    public DocumentQuery WhereEqual(string field, Value value)
    {
        filters.Add(new Filter
        {
            FieldFilter = new FieldFilter { Field = Reference(field), Op = FieldFilter.Types.Operator.Equal, Value = value },
        });
        return this;
    }

    /// <summary>The field is one of the values: 1 to 30 of them, a limit of Firestore.</summary>
    public DocumentQuery WhereIn(string field, IEnumerable<Value> values)
    {
        filters.Add(new Filter
        {
            FieldFilter = new FieldFilter { Field = Reference(field), Op = FieldFilter.Types.Operator.In, Value = Values.Of(values) },
        });
        return this;
    }

    /// <summary>The field is less than the value, and so of its type. Orders by the field.</summary>
    public DocumentQuery WhereLess(string field, Value value)
    {
        filters.Add(new Filter
        {
            FieldFilter = new FieldFilter { Field = Reference(field), Op = FieldFilter.Types.Operator.LessThan, Value = value },
        });
        return OrderBy(field);
    }

    /// <summary>The field is not greater than the value, and of its type. It must be ordered by.</summary>
    public DocumentQuery WhereAtMost(string field, Value value)
    {
        filters.Add(new Filter
        {
            FieldFilter = new FieldFilter { Field = Reference(field), Op = FieldFilter.Types.Operator.LessThanOrEqual, Value = value },
        });
        return this;
    }

    /// <summary>The field is not less than the value, and of its type. Orders by it.</summary>
    public DocumentQuery WhereAtLeast(string field, Value value)
    {
        filters.Add(new Filter
        {
            FieldFilter = new FieldFilter { Field = Reference(field), Op = FieldFilter.Types.Operator.GreaterThanOrEqual, Value = value },
        });
        return OrderBy(field);
    }

    /// <summary>The field is not less than the one value and less than the other; null = no bound. It must be ordered by.</summary>
    public DocumentQuery WhereBetween(string field, Value? least, Value? end)
    {
        if (least is not null)
        {
            filters.Add(new Filter
            {
                FieldFilter = new FieldFilter { Field = Reference(field), Op = FieldFilter.Types.Operator.GreaterThanOrEqual, Value = least },
            });
        }

        if (end is not null)
        {
            filters.Add(new Filter
            {
                FieldFilter = new FieldFilter { Field = Reference(field), Op = FieldFilter.Types.Operator.LessThan, Value = end },
            });
        }

        return this;
    }

    /// <summary>All collections of the name, however deep beneath the parent.</summary>
    public DocumentQuery OfAllDescendants()
    {
        allDescendants = true;
        return this;
    }

    /// <summary>Tells these fields of each document, and no other.</summary>
    public DocumentQuery Select(params ReadOnlySpan<string> fields)
    {
        projection = new Projection();
        foreach (var field in fields)
        {
            projection.Fields.Add(Reference(field));
        }

        return this;
    }

    public DocumentQuery OrderBy(string field) => Order(field, Direction.Ascending);

    public DocumentQuery OrderByDescending(string field) => Order(field, Direction.Descending);

    /// <summary>Goes on behind a document that the query found.</summary>
    public DocumentQuery StartAfter(Document last) => StartAfter([.. OrderedValues(last), Values.Reference(last.Name)]);

    /// <summary>Goes on behind a document: one value for each order, the last one its full name.</summary>
    public DocumentQuery StartAfter(IEnumerable<Value> values)
    {
        startAfter = new Cursor { Values = { values }, Before = false };
        return this;
    }

    /// <summary>Ends with a document: one value for each order, the last one its full name.</summary>
    public DocumentQuery EndAt(IEnumerable<Value> values)
    {
        endAt = new Cursor { Values = { values }, Before = false };
        return this;
    }

    /// <summary>The values by which a document that the query found is ordered, its name aside.</summary>
    public IEnumerable<Value> OrderedValues(Document document) => orders.Select(order => document.Fields[order.Field.FieldPath]);

    public DocumentQuery Limit(int count)
    {
        limit = count;
        return this;
    }

    /// <summary>The query's count, under <see cref="CountAlias"/>.</summary>
    public StructuredAggregationQuery BuildCount() => new()
    {
        StructuredQuery = Build(),
        Aggregations =
        {
            new StructuredAggregationQuery.Types.Aggregation
            {
                Alias = CountAlias,
                Count = new StructuredAggregationQuery.Types.Aggregation.Types.Count(),
            },
        },
    };

    public StructuredQuery Build()
    {
        var query = new StructuredQuery
        {
            From = { new CollectionSelector { CollectionId = Collection, AllDescendants = allDescendants } },
            Select = projection,
            Limit = limit,
            StartAt = startAfter,
            EndAt = endAt,
            OrderBy = { orders },
        };

        // The name goes the way of the last order: what the service implies, and what its composite indexes hold.
        query.OrderBy.Add(new Order
        {
            Field = Reference(FieldPath.Name),
            Direction = orders.Count == 0 ? Direction.Ascending : orders[^1].Direction,
        });

        query.Where = filters.Count switch
        {
            0 => null,
            1 => filters[0],
            _ => new Filter { CompositeFilter = new CompositeFilter { Op = CompositeFilter.Types.Operator.And, Filters = { filters } } },
        };
        return query;
    }

    private DocumentQuery Order(string field, Direction direction)
    {
        orders.Add(new Order { Field = Reference(field), Direction = direction });
        return this;
    }

    private static FieldReference Reference(string field) => new() { FieldPath = field };
}
