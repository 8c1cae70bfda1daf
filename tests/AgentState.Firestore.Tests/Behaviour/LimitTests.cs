using Google.Cloud.Firestore.V1;
using Google.Protobuf;
using Grpc.Core;

namespace AgentState.Firestore.Tests.Behaviour;

/// <summary>Tests the limits of sizes, depths, ids and names.</summary>
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
    public async Task Commit_DocumentId_IsValidated(string id, StatusCode expected) =>
        (await Database.StatusOfCommitAsync(Database.Set(id))).Should().Be(expected);

    [Theory]
    [MemberData(nameof(FieldNames))]
    public async Task Commit_FieldName_IsValidated(string field, StatusCode expected) =>
        (await Database.StatusOfCommitAsync(Database.Set("a", (field, Values.Of(1))))).Should().Be(expected);

    [Theory]
    [InlineData(LongestValue, StatusCode.OK)]
    [InlineData(LongestValue + 1, StatusCode.InvalidArgument)]
    public async Task Commit_LongString_IsLimitedInBytes(int length, StatusCode expected) =>
        (await Database.StatusOfCommitAsync(Database.Set("a", ("v", Values.Of(new string('x', length)))))).Should().Be(expected);

    [Theory]
    [InlineData(LongestValue, StatusCode.OK)]
    [InlineData(LongestValue + 1, StatusCode.InvalidArgument)]
    public async Task Commit_LongByteValue_IsLimitedInBytes(int length, StatusCode expected)
    {
        var bytes = new Value { BytesValue = ByteString.CopyFrom(new byte[length]) };

        (await Database.StatusOfCommitAsync(Database.Set("a", ("v", bytes)))).Should().Be(expected);
    }

    [Fact]
    public async Task Commit_DocumentOverOneMebibyte_IsRefused()
    {
        var half = Values.Of(new string('x', 600_000));

        var status = await Database.StatusOfCommitAsync(Database.Set("a", ("v", half), ("w", half)));

        status.Should().Be(StatusCode.InvalidArgument);
    }

    [Theory]
    [InlineData(DeepestMap, StatusCode.OK)]
    [InlineData(DeepestMap + 1, StatusCode.InvalidArgument)]
    public async Task Commit_NestedMaps_AreLimitedInDepth(int depth, StatusCode expected)
    {
        var value = Values.Of(1);
        for (var level = 0; level < depth; level++)
        {
            value = Values.Map(("m", value));
        }

        (await Database.StatusOfCommitAsync(Database.Set("a", ("v", value)))).Should().Be(expected);
    }

    [Fact]
    public async Task Commit_ArrayInAnArray_IsRefused() =>
        (await Database.StatusOfCommitAsync(Database.Set("a", ("v", Array(Array()))))).Should().Be(StatusCode.InvalidArgument);

    [Fact]
    public async Task Commit_LoneSurrogate_StoresTheReplacementCharacter()
    {
        await Database.SetAsync("a", ("v", Values.Of("\uD800")));

        (await Database.GetAsync("a")).Fields["v"].StringValue.Should().Be(
            "\uFFFD", "the service replaces it silently; therefore the library refuses it before the call");
    }
}
