using Google.Cloud.Firestore.V1;
using Google.Protobuf;

namespace AgentState.Tests;

public sealed class DocumentSizeTests
{
    private const string Name = "projects/p/databases/(default)/documents/users/jeff/tasks/my_task_id";

    private static readonly Value Five = new() { IntegerValue = 5 };

    public static TheoryData<string, long> Values { get; } = new()
    {
        { """null""", 1 },
        { """true""", 1 },
        { """5""", 8 },
        { """5.0""", 8 },
        { "\"\"", 1 },
        { "\"abc\"", 4 },
        { "\"é😀\"", 7 },
        { "{}", 1 },
        { """{"q":""}""", 3 },
        { """{"q":"","r":{"s":null}}""", 8 },
        { "[]", 1 },
        { """[1,"a"]""", 10 },
        { """[{"q":null}]""", 3 },
    };

    [Theory, Trait("Guarantee", "T45")]
    [MemberData(nameof(Values))]
    public void Of_EachKind_IsWhatFirestoreCounts(string json, long size) =>
        DocumentSize.Of(StateMap.FromJson($$"""{"k":{{json}}}""").Fields.Fields["k"]).Should().Be(size);

    [Fact, Trait("Guarantee", "T45")]
    public void Of_KindsWithoutAJsonForm_IsWhatFirestoreCounts()
    {
        DocumentSize.Of(new Value { TimestampValue = new Google.Protobuf.WellKnownTypes.Timestamp() }).Should().Be(8);
        DocumentSize.Of(new Value { GeoPointValue = new LatLng() }).Should().Be(16);
        DocumentSize.Of(new Value { BytesValue = ByteString.CopyFrom(1, 2, 3) }).Should().Be(3);
        DocumentSize.Of(new Value { ReferenceValue = Name }).Should().Be(44);
    }

    // In the example of Firestore's documentation, the name has 44 bytes, the fields 71 and the document overhead 32.
    [Fact, Trait("Guarantee", "T45")]
    public void OfDocument_FirestoreExample_IsNameFieldsAndOverhead()
    {
        var fields = StateMap.FromJson(
            """{"type":"Personal","done":false,"priority":1,"description":"Learn Cloud Firestore"}""").Fields.Fields;

        DocumentSize.OfName(Name).Should().Be(44);
        DocumentSize.OfFields(fields).Should().Be(71);
        DocumentSize.OfDocument(Name, fields).Should().Be(147);
    }

    [Fact, Trait("Guarantee", "T45")]
    public void CheckSize_PastTheLimit_NamesTheLargestFieldAndTheSize()
    {
        const int reserve = 16_384;
        // The sum of: document name, document overhead, two field names, the integer, and the extra byte of a string.
        const int around = 44 + 32 + 8 + 6 + 8 + 1;
        Dictionary<string, Value> Fields(int length) => new()
        {
            ["payload"] = new Value { StringValue = new string('x', length) },
            ["small"] = Five,
        };

        var tooLarge = () => DocumentGuard.CheckSize(Name, Fields(1_048_576 - reserve - around + 1), reserve);

        DocumentGuard.CheckSize(Name, Fields(1_048_576 - reserve - around), reserve);
        var error = tooLarge.Should().Throw<StateLimitException>().Which;
        (error.Path, error.Size, error.Limit).Should().Be(("payload", 1_048_576 - reserve + 1, 1_048_576 - reserve));
    }

    [Fact, Trait("Guarantee", "P13")]
    public void Check_OfAField_StartsThePathWithItsName()
    {
        var value = StateMap.FromJson("""{"items":[{"name":"n"}]}""").Fields.Clone();
        value.Fields["items"].ArrayValue.Values[0].MapValue.Fields["name"].StringValue = "\ud800";

        var check = () => ValueGuard.Check(new Value { MapValue = value }, "payload", "task");

        check.Should().Throw<ArgumentException>().WithParameterName("task").WithMessage("*'payload.items?0?.name'*surrogate*");
    }
}
