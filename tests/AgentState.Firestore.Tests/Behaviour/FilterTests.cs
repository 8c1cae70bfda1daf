using Google.Cloud.Firestore.V1;
using Grpc.Core;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using Operator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;
using UnaryOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.UnaryFilter.Types.Operator;

namespace AgentState.Firestore.Tests.Behaviour;

/// <summary>Tests which documents each filter matches.</summary>
public sealed class FilterTests(EmulatorFixture fixture) : FirestoreBehaviour(fixture)
{
    private static readonly (string Id, Value? Value)[] Stored =
    [
        ("bool", Values.Of(true)),
        ("five", Values.Of(5)),
        ("five-double", Double(5)),
        ("infinity", Double(double.NegativeInfinity)),
        ("list", Array(Values.Of(5), Values.Of("x"))),
        ("nan", Double(double.NaN)),
        ("null", Values.Null),
        ("six", Values.Of(6)),
        ("text", Values.Of("x")),
        ("without", null),
    ];

    private static readonly (Operator Op, Value Operand, string[] Ids)[] Filters =
    [
        (Operator.Equal, Values.Of(5), ["five", "five-double"]),
        (Operator.Equal, Values.Null, []),
        (Operator.Equal, Double(double.NaN), []),
        (Operator.GreaterThan, Values.Of(5), ["six"]),
        (Operator.GreaterThanOrEqual, Double(double.NegativeInfinity), ["infinity", "five", "five-double", "six"]),
        (Operator.LessThan, Values.Of(6), ["infinity", "five", "five-double"]),
        (Operator.GreaterThanOrEqual, Values.Of(""), ["text"]),
        (Operator.GreaterThanOrEqual, Values.Of(false), ["bool"]),
        (Operator.NotEqual, Values.Of(5), ["bool", "nan", "infinity", "six", "text", "list"]),
        (Operator.In, Array(Values.Of(6), Values.Of("x")), ["six", "text"]),
        (Operator.NotIn, Array(Values.Of(5), Values.Of("x")), ["bool", "nan", "infinity", "six", "list"]),
        (Operator.ArrayContains, Values.Of(5), ["list"]),
        (Operator.ArrayContainsAny, Array(Values.Of(1), Values.Of("x")), ["list"]),
    ];

    private static readonly (UnaryOperator Op, string[] Ids)[] UnaryFilters =
    [
        (UnaryOperator.IsNull, ["null"]),
        (UnaryOperator.IsNan, ["nan"]),
        (UnaryOperator.IsNotNull, ["bool", "nan", "infinity", "five", "five-double", "six", "text", "list"]),
        (UnaryOperator.IsNotNan, ["bool", "infinity", "five", "five-double", "six", "text", "list"]),
    ];

    public static TheoryData<int> FilterCases => [.. Enumerable.Range(0, Filters.Length)];

    public static TheoryData<int> UnaryFilterCases => [.. Enumerable.Range(0, UnaryFilters.Length)];

    [Theory]
    [MemberData(nameof(FilterCases))]
    public async Task Query_FieldFilter_ReturnsMatchingDocuments(int index)
    {
        var (op, operand, ids) = Filters[index];
        await StoreAsync();

        var found = await Database.IdsAsync(new StructuredQuery(Query()) { Where = Where("v", op, operand) });

        found.Should().BeEquivalentTo(ids);
    }

    [Theory]
    [MemberData(nameof(UnaryFilterCases))]
    public async Task Query_UnaryFilter_ReturnsMatchingDocuments(int index)
    {
        var (op, ids) = UnaryFilters[index];
        await StoreAsync();
        var unary = new Filter { UnaryFilter = new UnaryFilter { Field = Field("v"), Op = op } };

        var found = await Database.IdsAsync(new StructuredQuery(Query()) { Where = unary });

        found.Should().BeEquivalentTo(ids);
    }

    [Theory]
    [InlineData(30, StatusCode.OK)]
    [InlineData(31, StatusCode.InvalidArgument)]
    public async Task Query_InFilter_AcceptsAtMostThirtyValues(int count, StatusCode expected)
    {
        var values = Array([.. Enumerable.Range(0, count).Select(i => Values.Of(i))]);

        var status = await RawDatabase.StatusOfAsync(
            () => Database.QueryAsync(new StructuredQuery(Query()) { Where = Where("v", Operator.In, values) }));

        status.Should().Be(expected);
    }

    [Fact]
    public async Task Query_Inequality_OrdersByItsField()
    {
        await Database.SetAsync("a", ("v", Values.Of(3)));
        await Database.SetAsync("b", ("v", Values.Of(2)));
        await Database.SetAsync("c", ("v", Values.Of(1)));

        var found = await Database.IdsAsync(new StructuredQuery(Query()) { Where = Where("v", Operator.GreaterThan, Values.Of(1)) });

        found.Should().Equal("b", "a");
    }

    private Task<CommitResponse> StoreAsync() =>
        Database.CommitAsync(Stored.Select(item => Database.Set(item.Id, item.Value is null ? [] : [("v", item.Value)])));
}
