using Google.Cloud.Firestore.V1;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace AgentState.Firestore.Tests.Behaviour;

/// <summary>Tests when a document's version changes, and the precision of stored times.</summary>
public sealed class VersionTests(EmulatorFixture fixture) : FirestoreBehaviour(fixture)
{
    [Fact]
    public async Task Commit_EqualValues_KeepsTheVersion()
    {
        var version = await Database.SetAsync("a", ("n", Values.Of(1)));

        var again = await Database.SetAsync("a", ("n", Values.Of(1)));
        var masked = await Database.CommitAsync(Writes.Patch(Database.Name("a"), [new("n", Values.Of(1))], ["n"]));

        again.Should().Be(version);
        masked.WriteResults[0].UpdateTime.Should().Be(version);
        (await Database.GetAsync("a")).UpdateTime.Should().Be(version);
    }

    [Fact]
    public async Task Commit_IncrementByZero_KeepsTheVersion()
    {
        var version = await Database.SetAsync("a", ("n", Values.Of(1)));
        var nothing = Writes.Patch(Database.Name("a"), [], []);
        nothing.UpdateTransforms.Add(new DocumentTransform.Types.FieldTransform { FieldPath = "n", Increment = Values.Of(0) });

        var written = await Database.CommitAsync(nothing);

        written.WriteResults[0].UpdateTime.Should().Be(version);
    }

    [Fact]
    public async Task Commit_Replacement_KeepsTheCreateTimeAndChangesTheVersion()
    {
        await Database.SetAsync("a", ("n", Values.Of(1)));
        var before = await Database.GetAsync("a");

        await Database.SetAsync("a", ("m", Values.Of(2)));

        var after = await Database.GetAsync("a");
        after.CreateTime.Should().Be(before.CreateTime);
        after.UpdateTime.Should().BeGreaterThan(before.UpdateTime);
    }

    [Fact]
    public async Task Commit_Delete_ReturnsNoVersion()
    {
        await Database.SetAsync("a", ("n", Values.Of(1)));

        var deleted = await Database.CommitAsync(new Write { Delete = Database.Name("a") });

        deleted.WriteResults.Should().ContainSingle().Which.UpdateTime.Should().BeNull();
        deleted.CommitTime.Should().NotBeNull();
    }

    [Fact]
    public async Task Commit_TimeFinerThanMicroseconds_TruncatesIt()
    {
        var fine = new Timestamp { Seconds = 1_700_000_000, Nanos = 123_456_789 };

        await Database.SetAsync("a", ("t", new Value { TimestampValue = fine }));

        (await Database.GetAsync("a")).Fields["t"].TimestampValue.Nanos.Should().Be(123_456_000);
    }

    [Fact]
    public async Task Commit_Version_IsInWholeMicroseconds()
    {
        var version = await Database.SetAsync("a", ("n", Values.Of(1)));

        (version.Nanos % 1000).Should().Be(0);
    }
}
