using Google.Cloud.Firestore.V1;
using Grpc.Core;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace AgentState.Firestore.Tests.Behaviour;

/// <summary>Tests the status of each failed precondition, on which the translation of errors to conflicts relies.</summary>
public sealed class WriteStatusTests(EmulatorFixture fixture) : FirestoreBehaviour(fixture)
{
    private enum Kind
    {
        Set,
        Mask,
        Delete,
    }

    public static TheoryData<string, string, string, StatusCode> Cases => new()
    {
        { nameof(Kind.Set), "exists", "must not exist", StatusCode.AlreadyExists },
        { nameof(Kind.Mask), "exists", "must not exist", StatusCode.AlreadyExists },
        { nameof(Kind.Set), "missing", "must not exist", StatusCode.OK },
        { nameof(Kind.Set), "missing", "must exist", StatusCode.NotFound },
        { nameof(Kind.Mask), "missing", "must exist", StatusCode.NotFound },
        { nameof(Kind.Delete), "missing", "must exist", StatusCode.NotFound },
        { nameof(Kind.Set), "exists", "other version", StatusCode.FailedPrecondition },
        { nameof(Kind.Mask), "exists", "other version", StatusCode.FailedPrecondition },
        { nameof(Kind.Delete), "exists", "other version", StatusCode.FailedPrecondition },
        { nameof(Kind.Set), "missing", "other version", StatusCode.FailedPrecondition },
        { nameof(Kind.Delete), "missing", "other version", StatusCode.FailedPrecondition },
        { nameof(Kind.Set), "exists", "nanoseconds", StatusCode.InvalidArgument },
        { nameof(Kind.Set), "exists", "this version", StatusCode.OK },
        { nameof(Kind.Delete), "exists", "this version", StatusCode.OK },
        { nameof(Kind.Delete), "missing", "nothing", StatusCode.OK },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Commit_Precondition_ReturnsTheStatus(string write, string document, string condition, StatusCode expected)
    {
        var version = await Database.SetAsync("exists", ("n", Values.Of(1)));
        var sent = WriteOf(Enum.Parse<Kind>(write), document);
        sent.CurrentDocument = condition switch
        {
            "must exist" => new Precondition { Exists = true },
            "must not exist" => new Precondition { Exists = false },
            "this version" => new Precondition { UpdateTime = version },
            "other version" => new Precondition { UpdateTime = new Timestamp { Seconds = version.Seconds - 1, Nanos = version.Nanos } },
            "nanoseconds" => new Precondition { UpdateTime = new Timestamp { Seconds = version.Seconds, Nanos = version.Nanos + 1 } },
            _ => null,
        };

        var status = await Database.StatusOfCommitAsync(sent);

        status.Should().Be(expected);
    }

    [Fact]
    public async Task Commit_EmptyMaskAndVersion_VerifiesWithoutChange()
    {
        var version = await Database.SetAsync("a", ("n", Values.Of(1)));
        var verify = Writes.Patch(Database.Name("a"), [], []);
        verify.CurrentDocument = new Precondition { UpdateTime = version };

        var held = await Database.StatusOfCommitAsync(verify);
        await Database.SetAsync("a", ("n", Values.Of(2)));
        var stale = await Database.StatusOfCommitAsync(verify);

        held.Should().Be(StatusCode.OK);
        stale.Should().Be(StatusCode.FailedPrecondition);
        (await Database.GetAsync("a")).Fields.Should().ContainKey("n", "an empty mask changes nothing, unlike a missing mask");
    }

    [Fact]
    public async Task Commit_DocumentReadByATransaction_IsAborted()
    {
        await Database.SetAsync("a", ("n", Values.Of(1)));
        var begun = await Database.Client.BeginTransactionAsync(
            new BeginTransactionRequest
            {
                Database = Database.Root.Database,
                Options = new TransactionOptions { ReadWrite = new TransactionOptions.Types.ReadWrite() },
            },
            Database.Owner);
        await Database.Client.GetDocumentAsync(
            new GetDocumentRequest { Name = Database.Name("a"), Transaction = begun.Transaction }, Database.Owner);

        var status = await Database.StatusOfCommitAsync(Database.Set("a", ("n", Values.Of(2))));

        status.Should().Be(StatusCode.Aborted);
    }

    private Write WriteOf(Kind kind, string id) => kind switch
    {
        Kind.Set => Database.Set(id, ("n", Values.Of(2))),
        Kind.Mask => Writes.Patch(Database.Name(id), [new("n", Values.Of(2))], ["n"]),
        _ => new Write { Delete = Database.Name(id) },
    };
}
