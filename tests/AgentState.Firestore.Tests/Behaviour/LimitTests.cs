using Google.Cloud.Firestore.V1;
using Google.Protobuf;
using Grpc.Core;

namespace AgentState.Firestore.Tests.Behaviour;

/// <summary>Where sizes, depths, ids and names end.</summary>
public sealed class LimitTests(EmulatorFixture fixture) : FirestoreBehaviour(fixture)
{
    private const int LongestValue = 1_048_487;
    private const int LongestId = 1500;
    private const int DeepestMap = 20;

    public static TheoryData<string, StatusCode> Ids => new()
    {
        { "plain", StatusCode.OK },
        { "with space ü 😀", StatusCode.OK },
        { "__id7__", StatusCode.OK },
        { "__x__", StatusCode.InvalidArgument },
        { ".", StatusCode.InvalidArgument },
        { "..", StatusCode.InvalidArgument },
        { "", StatusCode.InvalidArgument },
        { new string('x', LongestId), StatusCode.OK },
        { new string('x', LongestId + 1), StatusCode.InvalidArgument },
        { new string('é', (LongestId / 2) + 1), StatusCode.InvalidArgument },
    };

    public static TheoryData<string, StatusCode> FieldNames => new()
    {
        { "with space ü", StatusCode.OK },
        { "", StatusCode.InvalidArgument },
        { "__x__", StatusCode.InvalidArgument },
        { new string('x', LongestId), StatusCode.OK },
        { new string('x', LongestId + 1), StatusCode.InvalidArgument },
    };

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Commit_WithAnId_ChecksIt(string id, StatusCode expected) =>
        (await Database.StatusOfCommitAsync(Database.Set(id))).Should().Be(expected);

    [Theory]
    [MemberData(nameof(FieldNames))]
    public async Task Commit_WithAFieldName_ChecksIt(string field, StatusCode expected) =>
        (await Database.StatusOfCommitAsync(Database.Set("a", (field, Values.Of(1))))).Should().Be(expected);

    [Theory]
    [InlineData(LongestValue, StatusCode.OK)]
    [InlineData(LongestValue + 1, StatusCode.InvalidArgument)]
    public async Task Commit_WithALongString_ChecksItsBytes(int length, StatusCode expected) =>
        (await Database.StatusOfCommitAsync(Database.Set("a", ("v", Values.Of(new string('x', length)))))).Should().Be(expected);

    [Theory]
    [InlineData(LongestValue, StatusCode.OK)]
    [InlineData(LongestValue + 1, StatusCode.InvalidArgument)]
    public async Task Commit_WithLongBytes_ChecksTheirNumber(int length, StatusCode expected)
    {
        var bytes = new Value { BytesValue = ByteString.CopyFrom(new byte[length]) };

        (await Database.StatusOfCommitAsync(Database.Set("a", ("v", bytes)))).Should().Be(expected);
    }

    [Fact]
    public async Task Commit_OfADocumentOverOneMebibyte_IsRefused()
    {
        var half = Values.Of(new string('x', 600_000));

        var status = await Database.StatusOfCommitAsync(Database.Set("a", ("v", half), ("w", half)));

        status.Should().Be(StatusCode.InvalidArgument);
    }

    [Theory]
    [InlineData(DeepestMap, StatusCode.OK)]
    [InlineData(DeepestMap + 1, StatusCode.InvalidArgument)]
    public async Task Commit_WithNestedMaps_ChecksTheirDepth(int depth, StatusCode expected)
    {
        var value = Values.Of(1);
        for (var level = 0; level < depth; level++)
        {
            value = Values.Map(("m", value));
        }

        (await Database.StatusOfCommitAsync(Database.Set("a", ("v", value)))).Should().Be(expected);
    }

    [Fact]
    public async Task Commit_WithAnArrayInAnArray_IsRefused() =>
        (await Database.StatusOfCommitAsync(Database.Set("a", ("v", Array(Array()))))).Should().Be(StatusCode.InvalidArgument);

    [Fact]
    public async Task Commit_WithALoneSurrogate_StoresAnotherCharacter()
    {
        await Database.SetAsync("a", ("v", Values.Of("\uD800")));

        (await Database.GetAsync("a")).Fields["v"].StringValue.Should().Be("\uFFFD", "so the library refuses it before the call");
    }
}
