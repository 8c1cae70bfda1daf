using Google.Cloud.Firestore.V1;
using Google.Protobuf;

namespace AgentState.Sqlite.Tests;

/// <summary>The exact bytes of keys. Files contain them, so other bytes require a new version of the file format.</summary>
public sealed class KeyFormatTests
{
    private const string Name = "projects/p/databases/d/documents/c/__id7__";

    [Fact]
    public void Append_ValueOfEachKind_WritesTheseBytes()
    {
        Hex(Values.Null).Should().Be("01");
        Hex(Values.Of(false)).Should().Be("0200");
        Hex(Values.Of(true)).Should().Be("0201");
        Hex(new Value { DoubleValue = double.NaN }).Should().Be("03");
        Hex(Values.Of(0)).Should().Be("0480000000000000000000");
        Hex(Values.Of(5)).Should().Be("04C0140000000000000000");
        Hex(Values.Of(-5)).Should().Be("043FEBFFFFFFFFFFFF0000");
        Hex(Values.Of(long.MaxValue)).Should().Be("04C3DFFFFFFFFFFFFF03FF");
        Hex(new Value { TimestampValue = new() { Seconds = 1, Nanos = 2 } }).Should().Be("05800000000000000100000002");
        Hex(Values.Of("a\0")).Should().Be("066100FF0001");
        Hex(new Value { BytesValue = ByteString.CopyFrom(0, 0xFF) }).Should().Be("0700FFFF0001");
        Hex(Values.Reference("c/__id7__")).Should().Be("0802630001" + "018000000000000007" + "00");
        Hex(new Value { GeoPointValue = new LatLng { Latitude = 1 } }).Should().Be("09BFF00000000000008000000000000000");
        Hex(Values.Of([Values.Of(true), Values.Null])).Should().Be("0A02010100");
        Hex(Values.Map(("__type__", Values.Of("__vector__")), ("value", Values.Of([new Value { DoubleValue = 1 }]))))
            .Should().Be("0B00000001BFF0000000000000");
        Hex(Values.Map(("b", Values.Null), ("a", Values.Of(true)))).Should().Be("0C" + "01610001" + "0201" + "01620001" + "01" + "00");
    }

    [Fact]
    public void Append_Descending_InvertsAllBits() =>
        Convert.ToHexString(TestKeys.Of(Values.Of("a"), descending: true)).Should().Be("F99EFFFE");

    [Fact]
    public void AppendTerm_Name_WritesThePathBelowTheRoot() =>
        Convert.ToHexString(TestKeys.Of([new OrderTerm(FieldReader.OfName, Descending: false)], [Values.Reference(Name)]))
            .Should().Be("02630001" + "018000000000000007" + "00");

    [Fact]
    public void AppendName_OfARootNamedLikeADocument_WritesThePathBelowTheRoot()
    {
        var (name, path) = (new KeyWriter(), new KeyWriter());
        name.AppendName("projects/documents/databases/documents/documents/c/1", descending: true);
        path.AppendPath("c/1", descending: true);

        name.ToArray().Should().Equal(path.ToArray());
    }

    [Fact]
    public void Of_DocumentPath_WritesCollectionAndId()
    {
        Convert.ToHexString(CollectionKey.OfCollection("c")).Should().Be("0263000100");
        Convert.ToHexString(CollectionKey.Of("c/1")).Should().Be("0263000100" + "02310001");
        Convert.ToHexString(CollectionKey.Of("c/__id-1__")).Should().Be("0263000100" + "017FFFFFFFFFFFFFFF");
    }

    private static string Hex(Value value) => Convert.ToHexString(TestKeys.Of(value, descending: false));
}
