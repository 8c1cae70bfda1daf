using System.Collections;
using Google.Cloud.Firestore.V1;

namespace AgentState.Tests;

public sealed class StateMapDictionaryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 13, 0, 0, 123, 456, TimeSpan.FromHours(1));
    private static readonly DocumentPath Owner = DocumentPath.Of("p", "users/u1");

    public static TheoryData<string, object?, object?> Stored { get; } = new()
    {
        { "null", null, null },
        { "true", true, true },
        { "sbyte", (sbyte)-5, -5L },
        { "byte", (byte)5, 5L },
        { "short", (short)-5, -5L },
        { "ushort", (ushort)5, 5L },
        { "int", -5, -5L },
        { "uint", uint.MaxValue, (long)uint.MaxValue },
        { "long", long.MinValue, long.MinValue },
        { "ulong", (ulong)long.MaxValue, long.MaxValue },
        { "double", 5.0, 5.0 },
        { "float", 0.5f, 0.5 },
        { "Half", (Half)0.5, 0.5 },
        { "NaN", double.NaN, double.NaN },
        { "infinity", double.NegativeInfinity, double.NegativeInfinity },
        { "decimal", 1.50m, 1.5 },
        { "whole decimal", -5.00m, -5L },
        { "largest whole decimal of 64 bits", 9_223_372_036_854_775_807m, long.MaxValue },
        { "whole decimal above 64 bits", 100_000_000_000_000_000_000m, 1e20 },
        { "smallest decimal", 0.0000000000000000000000000001m, 1e-28 },
        { "decimal of 17 digits", 0.30000000000000004m, 0.30000000000000004 },
        { "array of decimals", new[] { 1.50m, 2m }, new List<object?> { 1.5, 2L } },
        { "dictionary of decimals", new Dictionary<string, decimal> { ["a"] = 0.1m }, new Dictionary<string, object?> { ["a"] = 0.1 } },
        { "string", "é\u0000😀", "é\u0000😀" },
        { "empty string", "", "" },
        { "instant", Noon.AddTicks(7), Noon.ToUniversalTime() },
        { "UTC time", Noon.UtcDateTime, Noon.ToUniversalTime() },
        { "bytes", new byte[] { 1, 2 }, new byte[] { 1, 2 } },
        { "point", new GeoPoint(1, 2), new GeoPoint(1, 2) },
        { "reference", Owner, Owner },
        { "array of numbers", new[] { 1, 2 }, new List<object?> { 1L, 2L } },
        { "list of mixed kinds", new List<object?> { 1, "a", null }, new List<object?> { 1L, "a", null } },
        { "read-only list", new ReadOnlyStrings("a"), new List<object?> { "a" } },
        { "typed dictionary", new Dictionary<string, int> { ["a"] = 1 }, new Dictionary<string, object?> { ["a"] = 1L } },
        { "sorted dictionary", new SortedList<string, object?> { ["a"] = 1 }, new Dictionary<string, object?> { ["a"] = 1L } },
        { "map", StateMap.FromJson("{\"a\":1.0}"), new Dictionary<string, object?> { ["a"] = 1.0 } },
        {
            "array in a map in an array",
            new object[] { new Dictionary<string, object?> { ["a"] = new[] { 1 } } },
            new List<object?> { new Dictionary<string, object?> { ["a"] = new List<object?> { 1L } } }
        },
    };

    public static TheoryData<string, object> Refused { get; } = new()
    {
        { "integer above 64 signed bits", ulong.MaxValue },
        { "decimal with too many digits", 0.1234567890123456789m },
        { "third", 1m / 3 },
        { "largest decimal", decimal.MaxValue },
        { "whole decimal just above 64 bits", 9_223_372_036_854_775_809m },
        { "local time", new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Local) },
        { "time of unspecified kind", new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Unspecified) },
        { "enum", DayOfWeek.Friday },
        { "char", 'x' },
        { "guid", Guid.Empty },
        { "set", new HashSet<string> { "a" } },
        { "lazy sequence", Enumerable.Range(0, 3).Where(number => number > 1) },
        { "object", new object() },
        { "dictionary with integer keys", new Dictionary<int, string> { [1] = "a" } },
    };

    [Theory, Trait("Guarantee", "T28")]
    [MemberData(nameof(Stored), DisableDiscoveryEnumeration = true)]
    public void FromDictionary_EachSupportedKind_RoundTrips(string kind, object? given, object? expected)
    {
        var map = StateMap.FromDictionary(new Dictionary<string, object?> { [kind] = given });

        map.ToDictionary().Should().ContainKey(kind).WhoseValue.Should()
            .BeEquivalentTo(expected, options => options.RespectingRuntimeTypes());
        map.ToDictionary()[kind]?.GetType().Should().Be(expected!.GetType());
    }

    [Theory, Trait("Guarantee", "P13")]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void FromDictionary_UnsupportedKind_ThrowsWithTheField(string kind, object given)
    {
        var entries = new Dictionary<string, object?>
        {
            ["payload"] = new Dictionary<string, object?> { ["items"] = new[] { null, given } },
        };

        var make = () => StateMap.FromDictionary(entries);

        make.Should().Throw<ArgumentException>(kind).WithParameterName("entries").WithMessage("*'payload.items?1?*");
    }

    [Fact, Trait("Guarantee", "T12")]
    public void FromDictionary_WhenTheSourceChangesLater_IsUnchanged()
    {
        var bytes = new byte[] { 1 };
        var items = new List<object?> { "a" };
        var entries = new Dictionary<string, object?> { ["bytes"] = bytes, ["items"] = items };
        var map = StateMap.FromDictionary(entries);

        bytes[0] = 2;
        items.Add("b");
        entries["more"] = true;

        var copy = map.ToDictionary();
        copy.Should().HaveCount(2);
        copy["bytes"].Should().BeEquivalentTo(new byte[] { 1 });
        copy["items"].Should().BeEquivalentTo(new List<string> { "a" });
    }

    [Fact, Trait("Guarantee", "T12")]
    public void ToDictionary_WhenTheResultIsChanged_DoesNotChangeTheMap()
    {
        var map = StateMap.FromDictionary(new Dictionary<string, object?>
        {
            ["bytes"] = new byte[] { 1 },
            ["items"] = new object[] { new Dictionary<string, object?> { ["a"] = 1 } },
        });
        var before = map.ToJson();

        var copy = (Dictionary<string, object?>)map.ToDictionary();
        ((byte[])copy["bytes"]!)[0] = 2;
        ((Dictionary<string, object?>)((List<object?>)copy["items"]!)[0]!)["a"] = 2;
        copy.Clear();

        map.ToJson().Should().Be(before);
    }

    [Fact, Trait("Guarantee", "T28")]
    public void ToDictionary_UnknownKind_ThrowsWithTheField()
    {
        var map = new StateMap(new MapValue { Fields = { ["items"] = Values.Of([Values.Of(1), new Value()]) } });

        var read = () => map.ToDictionary();

        read.Should().Throw<StateDataException>().Which.FieldPath.Should().Be("items[1]");
    }

    [Fact]
    public void Equals_EqualContentInAnotherOrder_IsTrue()
    {
        var one = StateMap.FromJson("""{"a":1,"b":[1.5,{"c":null}]}""");
        var same = StateMap.FromJson("""{"b":[1.5,{"c":null}],"a":1}""");

        one.Should().Be(same);
        one.GetHashCode().Should().Be(same.GetHashCode());
        (one == same).Should().BeTrue();
        (one != StateMap.Empty).Should().BeTrue();
    }

    [Fact]
    public void Equals_NaNWithDifferentBits_IsTrue()
    {
        static StateMap Of(double number) => StateMap.FromDictionary(new Dictionary<string, object?> { ["a"] = number });

        Of(double.NaN).Should().Be(Of(BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0000)));
        Of(double.NaN).GetHashCode().Should().Be(Of(-double.NaN).GetHashCode());
    }

    [Theory]
    [InlineData("""{"a":5}""", """{"a":5.0}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [InlineData("""{"a":null}""", "{}")]
    public void Equals_DifferentStoredValues_IsFalse(string one, string other) =>
        StateMap.FromJson(one).Equals(StateMap.FromJson(other)).Should().BeFalse();

    [Fact, Trait("Guarantee", "P15")]
    public void ToString_ShowsNoContent() =>
        StateMap.FromJson("""{"secret":"hunter2"}""").ToString().Should().Be("StateMap (1 entries)");

    private sealed class ReadOnlyStrings(params string[] items) : IReadOnlyList<string>
    {
        public int Count => items.Length;

        public string this[int index] => items[index];

        public IEnumerator<string> GetEnumerator() => items.AsEnumerable().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();
    }
}
