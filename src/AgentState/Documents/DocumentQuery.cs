using AgentState.Internal.Data;
using AgentState.Internal.Data.Checks;
using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;

namespace AgentState.Internal.Documents;

/// <summary>Builds the queries of the services: filters, orders, cursors and a limit.</summary>
/// <remarks>The order always ends with an explicit document name, so that a cursor identifies exactly one document.</remarks>
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

    /// <summary>Requires the field to be one of 1 to 30 values (a limit of Firestore).</summary>
    public DocumentQuery WhereIn(string field, IEnumerable<Value> values)
    {
        filters.Add(new Filter
        {
            FieldFilter = new FieldFilter { Field = Reference(field), Op = FieldFilter.Types.Operator.In, Value = Values.Of(values) },
        });
        return this;
    }

    /// <summary>Requires the field to be less than the value and of the same type, and orders by the field.</summary>
    public DocumentQuery WhereLess(string field, Value value)
    {
        filters.Add(new Filter
        {
            FieldFilter = new FieldFilter { Field = Reference(field), Op = FieldFilter.Types.Operator.LessThan, Value = value },
        });
        return OrderBy(field);
    }

    /// <summary>Requires the field to be at most the value and of the same type. The caller must also order by the field.</summary>
    public DocumentQuery WhereAtMost(string field, Value value)
    {
        filters.Add(new Filter
        {
            FieldFilter = new FieldFilter { Field = Reference(field), Op = FieldFilter.Types.Operator.LessThanOrEqual, Value = value },
        });
        return this;
    }

    /// <summary>Requires the field to be at least the value and of the same type, and orders by the field.</summary>
    public DocumentQuery WhereAtLeast(string field, Value value)
    {
        filters.Add(new Filter
        {
            FieldFilter = new FieldFilter { Field = Reference(field), Op = FieldFilter.Types.Operator.GreaterThanOrEqual, Value = value },
        });
        return OrderBy(field);
    }

    /// <summary>Requires the field to be in a half-open range.</summary>
    /// <param name="field">The field. The caller must also order by it.</param>
    /// <param name="least">The inclusive lower bound; null for none.</param>
    /// <param name="end">The exclusive upper bound; null for none.</param>
    public DocumentQuery WhereBetween(string field, Value? least, Value? end)
    {
        if (least is not null)
        {
            filters.Add(new Filter
            {
                FieldFilter = new FieldFilter
                {
                    Field = Reference(field),
                    Op = FieldFilter.Types.Operator.GreaterThanOrEqual,
                    Value = least,
                },
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

    /// <summary>Includes all collections of this id at any depth below the parent.</summary>
    public DocumentQuery OfAllDescendants()
    {
        allDescendants = true;
        return this;
    }

    /// <summary>Returns only these fields of each document.</summary>
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

    /// <summary>Starts after a document that the query returned.</summary>
    public DocumentQuery StartAfter(Document last) => StartAfter([.. OrderedValues(last), Values.Reference(last.Name)]);

    /// <summary>Starts after a document, given by one value per order and, as the last value, its full name.</summary>
    public DocumentQuery StartAfter(IEnumerable<Value> values)
    {
        startAfter = new Cursor { Values = { values }, Before = false };
        return this;
    }

    /// <summary>Ends with a document, given by one value per order and, as the last value, its full name.</summary>
    public DocumentQuery EndAt(IEnumerable<Value> values)
    {
        endAt = new Cursor { Values = { values }, Before = false };
        return this;
    }

    /// <summary>Returns the values of a returned document that the query orders by, without its name.</summary>
    public IEnumerable<Value> OrderedValues(Document document) => orders.Select(order => document.Fields[order.Field.FieldPath]);

    public DocumentQuery Limit(int count)
    {
        limit = count;
        return this;
    }

    /// <summary>Builds a query that returns the number of documents as <see cref="CountAlias"/>.</summary>
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

        // The name has the direction of the last order, as the service implies it and its composite indexes contain it.
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
