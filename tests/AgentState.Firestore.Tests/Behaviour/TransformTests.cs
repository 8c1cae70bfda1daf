using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.DocumentTransform.Types;

namespace AgentState.Firestore.Tests.Behaviour;

/// <summary>Tests increments on the server.</summary>
public sealed class TransformTests(EmulatorFixture fixture) : FirestoreBehaviour(fixture)
{
    private static readonly (Value? Before, Value By, Value After)[] Increments =
    [
        (Values.Of(1), Values.Of(2), Values.Of(3)),
        (Values.Of(1), Double(0.5), Double(1.5)),
        (Double(1.5), Values.Of(1), Double(2.5)),
        (null, Values.Of(7), Values.Of(7)),
        (Values.Of("text"), Values.Of(7), Values.Of(7)),
        (Values.Null, Values.Of(7), Values.Of(7)),
        (Values.Of(long.MaxValue), Values.Of(1), Values.Of(long.MaxValue)),
        (Values.Of(long.MinValue), Values.Of(-1), Values.Of(long.MinValue)),
    ];

    public static TheoryData<int> IncrementCases => [.. Enumerable.Range(0, Increments.Length)];

    [Theory]
    [MemberData(nameof(IncrementCases))]
    public async Task Increment_AnyField_StoresTheSum(int index)
    {
        var (before, by, after) = Increments[index];
        await Database.SetAsync("a", before is null ? [] : [("n", before)]);

        await Database.CommitAsync(Transforming(new FieldTransform { FieldPath = "n", Increment = by }));

        (await Database.GetAsync("a")).Fields["n"].Should().Be(after);
    }

    [Fact]
    public async Task Transform_WriteWithAMask_AppliesAfterTheMask()
    {
        await Database.SetAsync("a", ("n", Values.Of(100)));
        var write = Writes.Patch(Database.Name("a"), [new("n", Values.Of(1))], ["n"]);
        write.UpdateTransforms.Add(new FieldTransform { FieldPath = "n", Increment = Values.Of(2) });

        var written = await Database.CommitAsync(write);

        written.WriteResults[0].TransformResults.Should().Equal(Values.Of(3));
    }

    [Fact]
    public async Task Commit_FiftyConcurrentIncrements_CountsThemAll()
    {
        const int Writers = 50;
        await Database.SetAsync("a", ("n", Values.Of(0)));

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ =>
            Database.CommitAsync(Transforming(new FieldTransform { FieldPath = "n", Increment = Values.Of(1) }))));

        (await Database.GetAsync("a")).Fields["n"].IntegerValue.Should().Be(Writers);
    }

    [Fact]
    public async Task Commit_FiftyConcurrentCompareAndSets_AppliesExactlyOne()
    {
        const int Writers = 50;
        var version = await Database.SetAsync("a", ("winner", Values.Of(-1)));

        var statuses = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer =>
        {
            var claim = Database.Set("a", ("winner", Values.Of(writer)));
            claim.CurrentDocument = new Precondition { UpdateTime = version };
            return Database.StatusOfCommitAsync(claim);
        }));

        var winner = statuses.Should().ContainSingle(status => status == Grpc.Core.StatusCode.OK).Subject;
        statuses.Where(status => status != winner).Should().AllBeEquivalentTo(Grpc.Core.StatusCode.FailedPrecondition);
        (await Database.GetAsync("a")).Fields["winner"].IntegerValue.Should().Be(System.Array.IndexOf(statuses, winner));
    }

    private Write Transforming(FieldTransform transform)
    {
        var write = Writes.Patch(Database.Name("a"), [], []);
        write.UpdateTransforms.Add(transform);
        return write;
    }
}
