using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>
/// Tests that every engine must pass: accepted values read back equal, and the library and the engine enforce the same limits.
/// </summary>
public abstract class StateMapContract : Contract
{
    private const string Field = "payload";

    private static readonly Dictionary<string, Value> AlmostVectors = new()
    {
        ["integers"] = Vector(Values.Of(1)),
        ["texts"] = Vector(Values.Of("1")),
        ["nulls"] = Vector(Values.Null),
        ["NaN"] = Vector(double.NaN),
        ["no numbers"] = Vector(Array.Empty<double>()),
        ["too many"] = Vector([.. Enumerable.Repeat(1.0, VectorValue.MaxDimensions + 1)]),
        ["another type"] = Values.Map(("__type__", Values.Of("__matrix__")), ("value", Values.Of([Double(1)]))),
        ["a type that is not text"] = Values.Map(("__type__", Values.Of(1)), ("value", Values.Of([Double(1)]))),
        ["a number for the array"] = Values.Map(("__type__", Values.Of("__vector__")), ("value", Double(1))),
        ["the type alone"] = Values.Map(("__type__", Values.Of("__vector__"))),
        ["one entry more"] = Values.Map(("__type__", Values.Of("__vector__")), ("value", Values.Of([Double(1)])), ("a", Values.Null)),
        ["another name"] = Values.Map(("__type__", Values.Of("__vector__")), ("values", Values.Of([Double(1)]))),
        ["another reserved name"] = Values.Map(("__kind__", Values.Of("__vector__")), ("value", Values.Of([Double(1)]))),
        ["a vector in a vector"] = Vector(Vector(1)),
        ["a vector in an array"] = Values.Of([Vector(1)]),
    };

    public static TheoryData<string> NoVectors => [.. AlmostVectors.Keys];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "T28")]
    public async Task Map_OfEveryKind_ReadsBackEqual()
    {
        await using var engine = await CreateEngineAsync();
        var map = StateMap.FromDictionary(new Dictionary<string, object?>
        {
            ["null"] = null,
            ["true"] = true,
            ["integer"] = long.MinValue,
            ["double"] = 5.0,
            ["minus zero"] = -0.0,
            ["NaN"] = double.NaN,
            ["infinity"] = double.PositiveInfinity,
            ["decimal"] = 1.50m,
            ["text"] = "é\u0000😀\uFFFD",
            ["first time"] = DateTimeOffset.MinValue,
            ["last time"] = DateTimeOffset.MaxValue,
            ["bytes"] = new byte[] { 0, 255 },
            ["point"] = new GeoPoint(-0.0, 180),
            ["reference"] = DocumentPath.Of("other", "users/u1"),
            ["a.b`\\ "] = new object?[] { 1, 1.0, new Dictionary<string, object?> { ["empty"] = Array.Empty<int>() } },
            ["empty"] = StateMap.Empty,
        });

        await StoreAsync(engine, map);

        var stored = await ReadAsync(engine);
        stored.Should().Be(map);
        stored.ToJson().Length.Should().Be(map.ToJson().Length);
    }

    [Fact, Trait("Guarantee", "U3")]
    public async Task Patch_OfSomeKeys_ChangesOnlyThose()
    {
        await using var engine = await CreateEngineAsync();
        await StoreAsync(engine, StateMap.FromJson("""{"a.b":1,"a":{"b":2,"c":3},"`":4,"\\":5," ":6,"😀":7,"kept":8}"""));
        var patch = MapPatch.Empty.Set("a.b", 10).Set("a", StateMap.FromJson("""{"b":20}""")).Set("new", null)
            .Remove("`").Remove("\\").Remove(" ").Remove("😀").Remove("never there");

        await engine.CommitAsync([Writes.Patch(NameIn(engine), [new(Field, patch.ToValue())], patch.MaskUnder(Field))], Token);

        (await ReadAsync(engine)).Should().Be(StateMap.FromJson("""{"a.b":10,"a":{"b":20},"new":null,"kept":8}"""));
    }

    [Theory, Trait("Guarantee", "P13")]
    [InlineData(20, 1)]
    [InlineData(20, 2)]
    [InlineData(1, 1_492)]
    public async Task Nesting_AtTheLimits_IsJudgedEquallyByGuardAndEngine(int levels, int nameLength)
    {
        await using var engine = await CreateEngineAsync();
        var within = Nested(levels, new string('x', nameLength), withArrays: nameLength == 2);
        var tooDeep = Values.Of([Values.Map(("m", within))]);
        var tooLong = Nested(levels, new string('x', ValueRules.MaxPathBytes), withArrays: false);

        ValueGuard.Check(within, Field, "fields");
        foreach (var value in levels == ValueRules.MaxNesting ? new[] { tooDeep, tooLong } : [tooLong])
        {
            FluentActions.Invoking(() => ValueGuard.Check(value, Field, "fields")).Should().Throw<ArgumentException>();
            await FluentActions.Awaiting(() => StoreAsync(engine, value)).Should().ThrowAsync<AgentStateException>();
        }

        (await StoreAsync(engine, within)).Kind.Should().Be(OutcomeKind.Applied);
    }

    // As the official clients write them: in maps, in a map in an array, and at the deepest nesting.
    [Fact, Trait("Guarantee", "T28")]
    public async Task Vector_OfAnotherClient_IsReadAndWrittenBack()
    {
        await using var engine = await CreateEngineAsync();
        var vector = Vector(1.5, -0.0, double.PositiveInfinity);
        var largest = Vector([.. Enumerable.Repeat(0.25, VectorValue.MaxDimensions)]);
        var longest = Values.Map((new string('x', ValueRules.MaxPathBytes - Field.Length - 1), vector));
        var deepest = Enumerable.Range(0, ValueRules.MaxNesting).Aggregate(vector, static (value, _) => Values.Map(("m", value)));
        foreach (var written in new[]
        {
            Values.Map(("v", vector), ("list", Values.Of([Values.Map(("v", largest))]))),
            longest,
            deepest,
            vector,
        })
        {
            await engine.CommitAsync([Writes.Patch(NameIn(engine), [new(Field, written)], [Field])], Token);
            var read = await ReadAsync(engine);
            var copies = new[] { read, StateMap.FromDictionary(read.ToDictionary()) };

            foreach (var copy in copies)
            {
                ValueGuard.Check(Values.Of(copy), Field, "fields");
                await engine.CommitAsync([new Write { Delete = NameIn(engine) }], Token);
                await StoreAsync(engine, copy);

                (await ReadAsync(engine)).Fields.Should().Be(written.MapValue);
            }
        }
    }

    [Theory, Trait("Guarantee", "P13")]
    [MemberData(nameof(NoVectors))]
    public async Task Map_ThatOnlyLooksLikeAVector_IsRefusedByGuardAndEngine(string kind)
    {
        await using var engine = await CreateEngineAsync();
        var value = Values.Map(("m", AlmostVectors[kind]));

        var check = () => ValueGuard.Check(value, Field, "fields");
        var store = () => StoreAsync(engine, value);

        check.Should().Throw<ArgumentException>().WithParameterName("fields").WithMessage($"*'{Field}.m*");
        await store.Should().ThrowAsync<AgentStateException>();
    }

    [Fact, Trait("Guarantee", "T45")]
    public async Task DocumentSize_AtTheLimit_MatchesTheEngineToTheByte()
    {
        await using var engine = await CreateEngineAsync();
        var name = NameIn(engine);
        Dictionary<string, Value> Fields(int padding) => new()
        {
            ["filling"] = Values.Of(new string('x', 500_000)),
            ["padding"] = Values.Of(new string('x', padding)),
            ["é"] = Values.Of("é😀"),
            ["flags"] = Values.Of([Values.Null, Values.Of(true), Values.Of(5L), Values.Of(DateTimeOffset.UnixEpoch)]),
            ["empty"] = Values.Of([Values.Map(), Values.Map(("q", Values.Of([])))]),
            ["others"] = Values.Of(StateMap.FromDictionary(new Dictionary<string, object?>
            {
                ["double"] = 1.5,
                ["point"] = new GeoPoint(1, 2),
                ["bytes"] = new byte[7],
                ["reference"] = DocumentPath.Of("other", "users/u1/tasks/t1"),
            })),
            ["vector"] = Vector(1, 2, 3),
        };
        var padding = (int)(ValueRules.MaxDocumentBytes - DocumentSize.OfDocument(name, Fields(0)));
        DocumentGuard.Check(name, Fields(padding), "fields");

        var atEdge = await engine.CommitAsync([Writes.Create(name, Fields(padding))], Token);
        await engine.CommitAsync([new Write { Delete = name }], Token);
        var beyond = () => engine.CommitAsync([Writes.Create(name, Fields(padding + 1))], Token);

        atEdge.Kind.Should().Be(OutcomeKind.Applied);
        await beyond.Should().ThrowAsync<AgentStateException>();
        FluentActions.Invoking(() => DocumentGuard.Check(name, Fields(padding + 1), "fields")).Should().Throw<StateLimitException>();
    }

    // Nested maps, or maps and arrays in turn; the innermost map has one entry with the given name.
    private static Value Nested(int levels, string name, bool withArrays)
    {
        var value = Values.Map((name, Values.Of(1)));
        for (var level = 1; level < levels; level++)
        {
            value = withArrays && level % 2 == 1 ? Values.Of([value]) : Values.Map(("m", value));
        }

        return value;
    }

    private static Value Vector(params double[] numbers) => Vector([.. numbers.Select(Double)]);

    private static Value Vector(params Value[] numbers) => Values.Map(("__type__", Values.Of("__vector__")), ("value", Values.Of(numbers)));

    private static Value Double(double number) => new() { DoubleValue = number };

    private static string NameIn(IDocumentStore engine) => engine.Root.Document("things", "one");

    private static Task<CommitOutcome> StoreAsync(IDocumentStore engine, StateMap map) => StoreAsync(engine, Values.Of(map));

    private static Task<CommitOutcome> StoreAsync(IDocumentStore engine, Value value) =>
        engine.CommitAsync([Writes.Create(NameIn(engine), [new(Field, value)])], Token);

    private static async Task<StateMap> ReadAsync(IDocumentStore engine) =>
        new((await engine.GetAsync([NameIn(engine)], Token))[0].Document!.Fields[Field].MapValue);
}
