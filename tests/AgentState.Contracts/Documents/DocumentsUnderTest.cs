using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using FieldOperator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;
using FieldTransform = Google.Cloud.Firestore.V1.DocumentTransform.Types.FieldTransform;

namespace AgentState.Contracts;

/// <summary>An engine with short helper methods for the document contracts; all documents are in one collection.</summary>
internal sealed class DocumentsUnderTest(IDocumentStore engine)
{
    public const string Collection = "docs";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public IDocumentStore Engine { get; } = engine;

    public string Name(string id) => Engine.Root.Document(Collection, id);

    public Value Reference(string id) => new() { ReferenceValue = Name(id) };

    /// <summary>Writes a whole document and returns its version.</summary>
    public async Task<Google.Protobuf.WellKnownTypes.Timestamp> SetAsync(string id, params (string Name, Value Value)[] fields)
    {
        var outcome = await CommitAsync(Set(id, fields));
        outcome.Kind.Should().Be(OutcomeKind.Applied);
        return outcome.Results[0].UpdateTime;
    }

    public Task<CommitOutcome> CommitAsync(params Write[] writes) => Engine.CommitAsync(writes, Cancellation);

    public Task<IReadOnlyList<WriteOutcome>> BatchAsync(params Write[] writes) => Engine.BatchWriteAsync(writes, Cancellation);

    /// <summary>Returns the document; null if it does not exist.</summary>
    public async Task<Document?> FindAsync(string id) => (await Engine.GetAsync([Name(id)], Cancellation))[0].Document;

    public async Task<Document> GetAsync(string id) =>
        await FindAsync(id) ?? throw new InvalidOperationException($"Document '{id}' does not exist.");

    /// <summary>Returns the ids that a query finds, in its order.</summary>
    public async Task<IReadOnlyList<string>> IdsAsync(StructuredQuery query, string? parent = null)
    {
        if (query.From.Count == 0)
        {
            query.From.Add(new CollectionSelector { CollectionId = Collection });
        }

        var result = await Engine.QueryAsync(parent ?? Engine.Root.Parent, query, Cancellation);
        return [.. result.Documents.Select(static document => DatabaseRoot.IdOf(document.Name))];
    }

    public Task<IReadOnlyList<string>> IdsAsync(Filter filter, params Order[] orders) =>
        IdsAsync(new StructuredQuery { Where = filter, OrderBy = { orders } });

    public Task<IReadOnlyList<string>> IdsAsync(params Order[] orders) => IdsAsync(new StructuredQuery { OrderBy = { orders } });

    public Write Set(string id, params (string Name, Value Value)[] fields) =>
        new() { Update = new Document { Name = Name(id), Fields = { Values.Map(fields).MapValue.Fields } } };

    public Write Patch(string id, string[] mask, params (string Name, Value Value)[] fields)
    {
        var write = Set(id, fields);
        write.UpdateMask = new DocumentMask { FieldPaths = { mask } };
        return write;
    }

    public Write Delete(string id) => new() { Delete = Name(id) };

    public Write Transform(string id, params FieldTransform[] transforms)
    {
        var write = Patch(id, []);
        write.UpdateTransforms.Add(transforms);
        return write;
    }

    public static Filter Where(string path, FieldOperator op, Value value) =>
        new() { FieldFilter = new FieldFilter { Field = new FieldReference { FieldPath = path }, Op = op, Value = value } };

    public static Filter Where(string path, UnaryFilter.Types.Operator op) =>
        new() { UnaryFilter = new UnaryFilter { Field = new FieldReference { FieldPath = path }, Op = op } };

    public static Filter Any(params Filter[] filters) =>
        new() { CompositeFilter = new CompositeFilter { Op = CompositeFilter.Types.Operator.Or, Filters = { filters } } };

    public static Filter All(params Filter[] filters) =>
        new() { CompositeFilter = new CompositeFilter { Op = CompositeFilter.Types.Operator.And, Filters = { filters } } };

    public static Order By(string path, Direction direction = Direction.Ascending) =>
        new() { Field = new FieldReference { FieldPath = path }, Direction = direction };

    public static Value Double(double value) => new() { DoubleValue = value };

    /// <summary>A vector as the official clients encode it.</summary>
    public static Value Vector(params double[] numbers) =>
        Values.Map(("__type__", Values.Of("__vector__")), ("value", Values.Of(numbers.Select(Double))));
}
