using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using Operator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;

namespace AgentState.Tests.Deploy;

/// <summary>The index check refuses the queries that production refuses; the tests that rely on it need this.</summary>
public sealed class IndexCheckTests
{
    private static readonly IndexFile File = IndexFile.Parse(
        """
        {
          "indexes": [
            { "collectionGroup": "c", "queryScope": "COLLECTION", "fields": [
              { "fieldPath": "a", "order": "ASCENDING" }, { "fieldPath": "b", "order": "ASCENDING" },
              { "fieldPath": "t", "order": "DESCENDING" } ] },
            { "collectionGroup": "c", "queryScope": "COLLECTION", "fields": [
              { "fieldPath": "tags", "arrayConfig": "CONTAINS" }, { "fieldPath": "t", "order": "ASCENDING" } ] },
            { "collectionGroup": "c", "queryScope": "COLLECTION", "fields": [
              { "fieldPath": "a", "order": "ASCENDING" }, { "fieldPath": "sum", "order": "ASCENDING" } ] },
            { "collectionGroup": "c", "queryScope": "COLLECTION", "fields": [
              { "fieldPath": "a", "order": "ASCENDING" }, { "fieldPath": "u", "order": "ASCENDING" },
              { "fieldPath": "__name__", "order": "DESCENDING" } ] }
          ],
          "fieldOverrides": [
            { "collectionGroup": "c", "fieldPath": "map", "indexes": [] },
            { "collectionGroup": "c", "fieldPath": "map.open", "indexes": [ { "queryScope": "COLLECTION", "order": "ASCENDING" } ] },
            { "collectionGroup": "c", "fieldPath": "list", "indexes": [ { "order": "ASCENDING", "queryScope": "COLLECTION" } ] }
          ]
        }
        """);

    private static readonly Dictionary<string, StructuredQuery> Served = new()
    {
        ["no filter, no order"] = Query(),
        ["only the document name"] = Query(orders: ["__name__"]),
        ["one equality"] = Query(equal: ["x"]),
        ["one equality, by name"] = Query(equal: ["x"], orders: ["__name__"]),
        ["one order"] = Query(orders: ["x"]),
        ["one descending order, the name descending as well"] = Query(orders: ["x-", "__name__-"]),
        ["one range"] = Query(ranged: ["x"]),
        ["one range in its order"] = Query(ranged: ["x"], orders: ["x-"]),
        ["an order by the field of the equality"] = Query(equal: ["x"], orders: ["x"]),
        ["elements of an array"] = Query(contains: ["x"]),
        ["a composite"] = Query(equal: ["a", "b"], orders: ["t-", "__name__-"]),
        ["a composite, equalities in another order"] = Query(equal: ["b", "a"], orders: ["t-"]),
        ["a composite, one equality ordered instead"] = Query(equal: ["a"], orders: ["b", "t-"]),
        ["a composite, a range on its last field"] = Query(equal: ["a", "b"], ranged: ["t"], orders: ["t-"]),
        ["a composite with an array"] = Query(contains: ["tags"], orders: ["t"]),
        ["a composite with the name in the opposite direction"] = Query(equal: ["a"], orders: ["u", "__name__-"]),
        ["an indexed field of an exempted map"] = Query(equal: ["map.open"]),
        ["the order that an override keeps"] = Query(orders: ["list"]),
    };

    private static readonly Dictionary<string, StructuredQuery> Refused = new()
    {
        ["the name descending"] = Query(orders: ["__name__-"]),
        ["two equalities: index merging is not assumed"] = Query(equal: ["a", "b"]),
        ["an equality and an order without a composite"] = Query(equal: ["b"], orders: ["t-"]),
        ["a prefix of a composite"] = Query(equal: ["a"], orders: ["t-"]),
        ["a composite in the other direction"] = Query(equal: ["a", "b"], orders: ["t"]),
        ["a composite, the name in the other direction"] = Query(equal: ["a", "b"], orders: ["t-", "__name__"]),
        ["a composite that lists the name in another direction"] = Query(equal: ["a"], orders: ["u"]),
        ["one field more than a composite"] = Query(equal: ["a", "b", "c"], orders: ["t-"]),
        ["one order more than a composite"] = Query(equal: ["a", "b"], orders: ["t-", "u-"]),
        ["an equality after an order"] = Query(equal: ["b"], orders: ["a", "t-"]),
        ["an ascending range on a descending composite"] = Query(equal: ["a", "b"], ranged: ["t"]),
        ["another collection"] = Query(collection: "d", equal: ["a", "b"], orders: ["t-"]),
        ["a collection group"] = Query(group: true, equal: ["a", "b"], orders: ["t-"]),
        ["one field in a collection group"] = Query(group: true, equal: ["x"]),
        ["one order, the name in the other direction"] = Query(orders: ["x", "__name__-"]),
        ["an exempted field"] = Query(equal: ["map"]),
        ["a field inside an exempted map"] = Query(orders: ["map.inner"]),
        ["a direction that an override does not keep"] = Query(orders: ["list-"]),
        ["array elements that an override does not keep"] = Query(contains: ["list"]),
    };

    public static TheoryData<string> ServedNames => [.. Served.Keys];

    public static TheoryData<string> RefusedNames => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(ServedNames))]
    [Trait("Guarantee", "P21")]
    public void Missing_ServedQuery_ReturnsNull(string name) =>
        IndexCheck.Missing(File, QueryShape.Of(Served[name], aggregated: [])).Should().BeNull();

    [Theory]
    [MemberData(nameof(RefusedNames))]
    [Trait("Guarantee", "P21")]
    public void Missing_QueryWithoutItsExactIndex_ReturnsTheShape(string name) =>
        IndexCheck.Missing(File, QueryShape.Of(Refused[name], aggregated: [])).Should().NotBeNull();

    [Fact]
    [Trait("Guarantee", "P21")]
    public void Missing_SumOfAFieldOutsideTheIndex_ReturnsTheShape()
    {
        var query = Query(equal: ["a"]);

        IndexCheck.Missing(File, QueryShape.Of(query, aggregated: ["sum"])).Should().BeNull();
        IndexCheck.Missing(File, QueryShape.Of(query, aggregated: ["other"])).Should().Contain("other");
    }

    [Fact]
    [Trait("Guarantee", "P21")]
    public void Of_UnsupportedFilter_Throws()
    {
        var or = new Filter
        {
            CompositeFilter = new CompositeFilter
            {
                Op = CompositeFilter.Types.Operator.Or,
                Filters = { Where("a", Operator.Equal) },
            },
        };

        var shape = () => QueryShape.Of(new StructuredQuery(Query()) { Where = or }, aggregated: []);

        shape.Should().Throw<NotSupportedException>();
    }

    [Fact]
    public void Parse_MisspeltProperty_Throws()
    {
        var parse = () => IndexFile.Parse(
            """{ "indexes": [], "fieldOverrides": [ { "collectionGroup": "c", "fieldPath": "f", "index": [], "indexes": [] } ] }""");

        parse.Should().Throw<System.Text.Json.JsonException>();
    }

    private static StructuredQuery Query(
        string collection = "c",
        bool group = false,
        string[]? equal = null,
        string[]? ranged = null,
        string[]? contains = null,
        string[]? orders = null)
    {
        List<Filter> filters =
        [
            .. (equal ?? []).Select(field => Where(field, Operator.Equal)),
            .. (ranged ?? []).Select(field => Where(field, Operator.GreaterThan)),
            .. (contains ?? []).Select(field => Where(field, Operator.ArrayContains)),
        ];
        var query = new StructuredQuery { From = { new CollectionSelector { CollectionId = collection, AllDescendants = group } } };
        query.Where = filters.Count switch
        {
            0 => null,
            1 => filters[0],
            _ => new Filter { CompositeFilter = new CompositeFilter { Op = CompositeFilter.Types.Operator.And, Filters = { filters } } },
        };
        query.OrderBy.Add((orders ?? []).Select(order => new Order
        {
            Field = new FieldReference { FieldPath = order.TrimEnd('-') },
            Direction = order.EndsWith('-') ? Direction.Descending : Direction.Ascending,
        }));
        return query;
    }

    private static Filter Where(string field, Operator op) =>
        new() { FieldFilter = new FieldFilter { Field = new FieldReference { FieldPath = field }, Op = op, Value = Values.Of(1) } };
}
