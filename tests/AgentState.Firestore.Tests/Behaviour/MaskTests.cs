using Google.Cloud.Firestore.V1;

namespace AgentState.Firestore.Tests.Behaviour;

/// <summary>Tests which fields a masked write changes.</summary>
public sealed class MaskTests(EmulatorFixture fixture) : FirestoreBehaviour(fixture)
{
    private static readonly Value Old = Values.Map(("k", Values.Of(1)), ("other", Values.Of(2)));
    private static readonly Value New = Values.Map(("k", Values.Of(9)));

    public static TheoryData<string[], string> Cases => new()
    {
        // A field that is in the mask but not in the document sent is deleted.
        { ["gone"], """{"kept":5,"m":{"k":1,"other":2}}""" },
        { ["m"], """{"gone":4,"kept":5,"m":{"k":9}}""" },
        { ["m.k"], """{"gone":4,"kept":5,"m":{"k":9,"other":2}}""" },
        { ["m.other"], """{"gone":4,"kept":5,"m":{"k":1}}""" },
        { ["m.k", "gone"], """{"kept":5,"m":{"k":9,"other":2}}""" },
        { ["absent.path"], """{"gone":4,"kept":5,"m":{"k":1,"other":2}}""" },
        { [], """{"gone":4,"kept":5,"m":{"k":1,"other":2}}""" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Commit_Mask_ChangesOnlyTheMaskedFields(string[] mask, string expected)
    {
        await Database.SetAsync("a", ("m", Old), ("gone", Values.Of(4)), ("kept", Values.Of(5)));

        await Database.CommitAsync(Writes.Patch(Database.Name("a"), [new("m", New)], mask));

        Text(new Value { MapValue = new MapValue { Fields = { (await Database.GetAsync("a")).Fields } } }).Should().Be(expected);
    }

    [Fact]
    public async Task Commit_MaskWithoutPrecondition_CreatesTheDocument()
    {
        await Database.CommitAsync(Writes.Patch(Database.Name("new"), [new("n", Values.Of(1))], ["n"]));

        (await Database.GetAsync("new")).Fields.Should().ContainKey("n");
    }

    [Fact]
    public async Task Commit_PathInBackticks_NamesOneFieldOfAnyCharacters()
    {
        const string Odd = "a.b`c\\d e";

        await Database.CommitAsync(Writes.Patch(Database.Name("a"), [new(Odd, Values.Of(1))], [FieldPath.Of(Odd)]));

        (await Database.GetAsync("a")).Fields.Should().ContainKey(Odd);
    }

    [Fact]
    public async Task Commit_UnquotedPathWithOtherCharacters_IsRefused()
    {
        var write = Writes.Patch(Database.Name("a"), [new("a-b", Values.Of(1))], ["a-b"]);

        (await Database.StatusOfCommitAsync(write)).Should().Be(Grpc.Core.StatusCode.InvalidArgument);
    }

    private static string Text(Value value) => value.ValueTypeCase switch
    {
        Value.ValueTypeOneofCase.MapValue => $"{{{string.Join(',', value.MapValue.Fields
            .OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => $"\"{field.Key}\":{Text(field.Value)}"))}}}",
        _ => $"{value.IntegerValue}",
    };
}
