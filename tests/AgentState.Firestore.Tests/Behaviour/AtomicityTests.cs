using Google.Cloud.Firestore.V1;
using Grpc.Core;
using static Google.Cloud.Firestore.V1.DocumentTransform.Types;

namespace AgentState.Firestore.Tests.Behaviour;

/// <summary>Tests which writes of one call succeed or fail together.</summary>
public sealed class AtomicityTests(EmulatorFixture fixture) : FirestoreBehaviour(fixture)
{
    [Fact]
    public async Task Commit_WithOneFailedPrecondition_WritesNothing()
    {
        var status = await Database.StatusOfCommitAsync(Database.Set("a", ("n", Values.Of(1))), MustExist("missing"));

        status.Should().Be(StatusCode.NotFound);
        (await RawDatabase.StatusOfAsync(() => Database.GetAsync("a"))).Should().Be(StatusCode.NotFound);
    }

    [Fact]
    public async Task Commit_SeveralWritesToOneDocument_AppliesThemInOrder()
    {
        var count = Writes.Patch(Database.Name("a"), [], []);
        count.UpdateTransforms.Add(new FieldTransform { FieldPath = "n", Increment = Values.Of(1) });

        await Database.CommitAsync(Database.Set("a", ("n", Values.Of(1))), count, count);

        (await Database.GetAsync("a")).Fields["n"].IntegerValue.Should().Be(3);
    }

    [Fact]
    public async Task Commit_OfMoreThanFiveHundredWrites_IsAccepted()
    {
        const int Many = 600;

        var written = await Database.CommitAsync(Enumerable.Range(0, Many).Select(i => Database.Set($"d{i}", ("n", Values.Of(i)))));

        written.WriteResults.Should().HaveCount(Many);
    }

    [Fact]
    public async Task BatchWrite_WithOneFailedPrecondition_AppliesTheOthers()
    {
        var written = await Database.BatchWriteAsync(
            Database.Set("a", ("n", Values.Of(1))), MustExist("missing"), Database.Set("b", ("n", Values.Of(2))));

        written.Status.Select(status => (StatusCode)status.Code).Should().Equal(StatusCode.OK, StatusCode.NotFound, StatusCode.OK);
        written.WriteResults.Should().HaveCount(3);
        (await Database.GetAsync("b")).Fields["n"].IntegerValue.Should().Be(2);
    }

    [Fact]
    public async Task BatchWrite_OfOneDocumentTwice_FailsWhole()
    {
        var write = Database.Set("a", ("n", Values.Of(1)));

        var status = await RawDatabase.StatusOfAsync(() => Database.BatchWriteAsync(write, write));

        status.Should().Be(StatusCode.InvalidArgument);
        (await RawDatabase.StatusOfAsync(() => Database.GetAsync("a"))).Should().Be(StatusCode.NotFound);
    }

    private Write MustExist(string id)
    {
        var write = Database.Set(id, ("n", Values.Of(0)));
        write.CurrentDocument = new Precondition { Exists = true };
        return write;
    }
}
