using Google.Cloud.Firestore.V1;
using static AgentState.Contracts.DocumentsUnderTest;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using Aggregation = Google.Cloud.Firestore.V1.StructuredAggregationQuery.Types.Aggregation;
using FieldOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;
using UnaryOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.UnaryFilter.Types.Operator;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: filters, scopes, projections and aggregations.</summary>
public abstract class DocumentFilterContract : Contract
{
    [Theory, Trait("Guarantee", "P8")]
    [InlineData(nameof(FieldOperator.Equal), "double,int")]
    [InlineData(nameof(FieldOperator.NotEqual), "nan,more,text,array")]
    [InlineData(nameof(FieldOperator.LessThan), "")]
    [InlineData(nameof(FieldOperator.LessThanOrEqual), "double,int")]
    [InlineData(nameof(FieldOperator.GreaterThan), "more")]
    [InlineData(nameof(FieldOperator.GreaterThanOrEqual), "double,int,more")]
    [InlineData(nameof(FieldOperator.ArrayContains), "array")]
    public async Task FieldFilter_WithEachOperator_FindsExpectedDocuments(string op, string expected)
    {
        var documents = await CreateKindsAsync();

        var ids = await documents.IdsAsync(Where("v", Enum.Parse<FieldOperator>(op), Values.Of(1)));

        ids.Should().Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory, Trait("Guarantee", "P8")]
    [InlineData(nameof(UnaryOperator.IsNull), "null")]
    [InlineData(nameof(UnaryOperator.IsNan), "nan")]
    [InlineData(nameof(UnaryOperator.IsNotNull), "nan,double,int,more,text,array")]
    [InlineData(nameof(UnaryOperator.IsNotNan), "double,int,more,text,array")]
    public async Task UnaryFilter_OnNullAndNaN_FindsExpectedDocuments(string op, string expected)
    {
        var documents = await CreateKindsAsync();

        (await documents.IdsAsync(Where("v", Enum.Parse<UnaryOperator>(op)))).Should().Equal(expected.Split(','));
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task FieldFilter_OnNullOrNaN_FindsNothing()
    {
        var documents = await CreateKindsAsync();

        (await documents.IdsAsync(Where("v", FieldOperator.Equal, Values.Null))).Should().BeEmpty();
        (await documents.IdsAsync(Where("v", FieldOperator.Equal, Double(double.NaN)))).Should().BeEmpty();
        (await documents.IdsAsync(Where("v", FieldOperator.NotEqual, Values.Null))).Should().BeEmpty();
        (await documents.IdsAsync(Where("v", FieldOperator.GreaterThanOrEqual, Double(double.NaN)))).Should().BeEmpty();
    }

    // A vector is a type of its own, and a field path cannot enter it.
    [Fact, Trait("Guarantee", "P8")]
    public async Task FieldFilter_OnVectors_DistinguishesThemFromMapsAndArrays()
    {
        var documents = await CreateAsync();
        await documents.SetAsync("array", ("v", Values.Of([Double(1)])));
        await documents.SetAsync("vector", ("v", Vector(1)));
        await documents.SetAsync("longer", ("v", Vector(0, 0)));
        await documents.SetAsync("map", ("v", Values.Map(("value", Values.Of([Double(1)])))));

        (await documents.IdsAsync(Where("v", FieldOperator.Equal, Vector(1)))).Should().Equal("vector");
        (await documents.IdsAsync(Where("v", FieldOperator.GreaterThan, Vector(1)))).Should().Equal("longer");
        (await documents.IdsAsync(Where("v", FieldOperator.GreaterThanOrEqual, Values.Map()))).Should().Equal("map");
        (await documents.IdsAsync(Where("v", FieldOperator.In, Values.Of([Vector(1), Vector(3)])))).Should().Equal("vector");
        (await documents.IdsAsync(Where("v.value", FieldOperator.ArrayContains, Double(1)))).Should().Equal("map");
        (await documents.IdsAsync(By("v.value"))).Should().Equal("map");
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task ListFilter_WithMixedValues_ComparesEachValue()
    {
        var documents = await CreateKindsAsync();
        var list = Values.Of([Values.Of(1), Values.Of("x"), Double(double.NaN)]);
        var withNull = Values.Of([Values.Of(1), Values.Null]);

        (await documents.IdsAsync(Where("v", FieldOperator.In, list))).Should().Equal("double", "int", "text");
        (await documents.IdsAsync(Where("v", FieldOperator.NotIn, list))).Should().Equal("nan", "more", "array");
        (await documents.IdsAsync(Where("v", FieldOperator.NotIn, withNull))).Should().BeEmpty();
        (await documents.IdsAsync(Where("v", FieldOperator.ArrayContainsAny, list))).Should().Equal("array");
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task CompositeFilter_Nested_CombinesAndWithOr()
    {
        var documents = await CreateAsync();
        await documents.SetAsync("a", ("x", Values.Of(1)), ("y", Values.Of(1)));
        await documents.SetAsync("b", ("x", Values.Of(1)), ("y", Values.Of(2)));
        await documents.SetAsync("c", ("x", Values.Of(2)), ("y", Values.Of(1)));
        await documents.SetAsync("d", ("y", Values.Of(3)));

        var filter = Any(All(Equal("x", 1), Any(Equal("y", 2), Equal("y", 9))), Equal("x", 2), Equal("y", 3));

        (await documents.IdsAsync(filter)).Should().Equal("b", "c", "d");
        (await documents.IdsAsync(All())).Should().Equal("a", "b", "c", "d");
        (await documents.IdsAsync(filter, By("x", Direction.Descending))).Should().Equal("c", "b");
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task Inequality_WithoutOrder_ImpliesOrderAndRequiresTheFields()
    {
        var documents = await CreateAsync();
        await documents.SetAsync("a", ("x", Values.Of(3)), ("y", Values.Of(1)));
        await documents.SetAsync("b", ("x", Values.Of(1)), ("y", Values.Of(2)));
        await documents.SetAsync("c", ("x", Values.Of(1)), ("y", Values.Of(1)));
        await documents.SetAsync("d", ("y", Values.Of(1)));

        var both = All(Greater("y", 0), Greater("x", 0));

        (await documents.IdsAsync(both)).Should().Equal("c", "b", "a");
        (await documents.IdsAsync(both, By("y", Direction.Descending))).Should().Equal("b", "a", "c");
        (await documents.IdsAsync(Any(Greater("x", 0), Equal("y", 1)))).Should().Equal("b", "c", "a");
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task NameFilter_WithReference_ComparesDocumentNames()
    {
        var documents = await CreateAsync();
        foreach (var id in (string[])["a", "b", "c"])
        {
            await documents.SetAsync(id);
        }

        (await documents.IdsAsync(Where(FieldPath.Name, FieldOperator.GreaterThanOrEqual, documents.Reference("b"))))
            .Should().Equal("b", "c");
        (await documents.IdsAsync(Where(FieldPath.Name, FieldOperator.In, Values.Of([documents.Reference("c"), documents.Reference("x")]))))
            .Should().Equal("c");
        var text = () => documents.IdsAsync(Where(FieldPath.Name, FieldOperator.Equal, Values.Of("b")));
        await text.Should().ThrowExactlyAsync<AgentStateException>();
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task Query_WithAllDescendants_FindsNestedCollectionsToo()
    {
        var documents = await CreateAsync();
        var nested = $"{documents.Name("a")}/{Collection}/x";
        await documents.SetAsync("a");
        await documents.CommitAsync(new Write { Update = new Document { Name = nested } });
        var group = new StructuredQuery { From = { new CollectionSelector { CollectionId = Collection, AllDescendants = true } } };

        (await documents.IdsAsync(new StructuredQuery())).Should().Equal("a");
        (await documents.IdsAsync(new StructuredQuery(), documents.Name("a"))).Should().Equal("x");
        (await documents.IdsAsync(group)).Should().Equal("a", "x");
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task Projection_OfFields_ReturnsThoseFieldsAndTheVersion()
    {
        var documents = await CreateAsync();
        var version = await documents.SetAsync("a", ("x", Values.Of(1)), ("m", Values.Map(("k", Values.Of(1)), ("l", Values.Of(2)))));
        var query = new DocumentQuery(Collection).Build();
        query.Select = new Projection { Fields = { new FieldReference { FieldPath = "m.k" }, new FieldReference { FieldPath = "none" } } };

        var result = await documents.Engine.QueryAsync(documents.Engine.Root.Parent, query, TestContext.Current.CancellationToken);

        result.Documents.Should().ContainSingle();
        result.Documents[0].Fields.Should().BeEquivalentTo(Values.Map(("m", Values.Map(("k", Values.Of(1))))).MapValue.Fields);
        result.Documents[0].UpdateTime.Should().Be(version);
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task Aggregation_WithSumOrAverage_CountsOnlyDocumentsWithTheField()
    {
        var documents = await CreateAsync();
        await documents.SetAsync("a", ("n", Values.Of(1)));
        await documents.SetAsync("b", ("n", Values.Of(2)));
        await documents.SetAsync("c", ("n", Values.Of("text")));
        await documents.SetAsync("d");

        var all = await AggregateAsync(documents, Count());
        var summed = await AggregateAsync(
            documents, Count(alias: "count"), new Aggregation { Sum = new() { Field = N } }, new Aggregation { Avg = new() { Field = N } });
        var few = await AggregateAsync(documents, Count(upTo: 3));

        all["field_1"].Should().Be(Values.Of(4));
        summed["count"].Should().Be(Values.Of(3));
        summed["field_1"].Should().Be(Values.Of(3));
        summed["field_2"].Should().Be(Double(1.5));
        few["field_1"].Should().Be(Values.Of(3));
    }

    private static Aggregation Count(long? upTo = null, string alias = "") =>
        new() { Count = new Aggregation.Types.Count { UpTo = upTo }, Alias = alias };

    private static FieldReference N => new() { FieldPath = "n" };

    private static Filter Equal(string path, long value) => Where(path, FieldOperator.Equal, Values.Of(value));

    private static Filter Greater(string path, long value) => Where(path, FieldOperator.GreaterThan, Values.Of(value));

    private static async Task<IReadOnlyDictionary<string, Value>> AggregateAsync(
        DocumentsUnderTest documents, params Aggregation[] aggregations)
    {
        var query = new StructuredAggregationQuery
        {
            StructuredQuery = new StructuredQuery { From = { new CollectionSelector { CollectionId = Collection } } },
            Aggregations = { aggregations },
        };
        var result = await documents.Engine.AggregateAsync(documents.Engine.Root.Parent, query, TestContext.Current.CancellationToken);
        return result.Fields;
    }

    private async Task<DocumentsUnderTest> CreateKindsAsync()
    {
        var documents = await CreateAsync();
        await documents.SetAsync("null", ("v", Values.Null));
        await documents.SetAsync("nan", ("v", Double(double.NaN)));
        await documents.SetAsync("int", ("v", Values.Of(1)));
        await documents.SetAsync("double", ("v", Double(1)));
        await documents.SetAsync("more", ("v", Values.Of(2)));
        await documents.SetAsync("text", ("v", Values.Of("x")));
        await documents.SetAsync("array", ("v", Values.Of([Double(1)])));
        await documents.SetAsync("none");
        return documents;
    }

    private async Task<DocumentsUnderTest> CreateAsync() => new(await CreateEngineAsync());
}
