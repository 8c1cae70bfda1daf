using Google.Cloud.Firestore.V1;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace AgentState.Firestore.Tests.Behaviour;

/// <summary>Tests REQUEST_TIME, the time of stored server timestamps.</summary>
public sealed class ServerTimeTests(EmulatorFixture fixture) : FirestoreBehaviour(fixture)
{
    private const int Many = 100;

    [Fact]
    public async Task RequestTime_OneCommit_IsEqualInAllItsDocuments()
    {
        var written = await Database.CommitAsync(Enumerable.Range(0, Many).Select(Stamped));

        written.WriteResults.Select(result => result.TransformResults[0].TimestampValue).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task RequestTime_OneBatchWrite_IsEqualInAllItsDocuments()
    {
        var written = await Database.BatchWriteAsync(Enumerable.Range(0, Many).Select(Stamped));

        var times = new HashSet<Timestamp>();
        for (var i = 0; i < written.WriteResults.Count; i++)
        {
            times.Add((await Database.GetAsync($"d{i}")).Fields["at"].TimestampValue);
        }

        times.Should().ContainSingle();
    }

    [Fact]
    public async Task RequestTime_Commit_IsInWholeMillisecondsAndNotAfterTheCommit()
    {
        var written = await Database.CommitAsync(Stamped(0));

        var at = written.WriteResults[0].TransformResults[0].TimestampValue;
        (at.Nanos % 1_000_000).Should().Be(0);
        at.Should().BeLessThanOrEqualTo(written.CommitTime);
        (written.CommitTime - at).ToTimeSpan().Should().BeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Commit_SeveralWrites_ReturnsTheCommitTimeAsTheirVersions()
    {
        var written = await Database.CommitAsync(Stamped(0), Stamped(1));

        written.WriteResults.Select(result => result.UpdateTime).Should().AllBeEquivalentTo(written.CommitTime);
    }

    private Write Stamped(int index) => Writes.Create(Database.Name($"d{index}"), []).WithServerTime("at");
}
