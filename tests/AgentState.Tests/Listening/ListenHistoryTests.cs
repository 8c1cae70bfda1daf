using System.Collections.Immutable;
using AgentState.TestKit;
using Google.Cloud.Firestore.V1;

namespace AgentState.Tests;

/// <summary>The snapshots that are reported across several streams.</summary>
public sealed class ListenHistoryTests
{
    [Fact, Trait("Guarantee", "W1")]
    public void Take_FromTheCurrentStream_ReturnsTheSnapshotUnchanged()
    {
        var history = new ListenHistory();

        history.Take(First(1, "a1"))!.Changes.Should().HaveCount(1);
        var next = Next(2, ["a1"], "a2", "b1");

        history.Take(next).Should().BeEquivalentTo(next);
    }

    [Fact, Trait("Guarantee", "W1")]
    public void Take_FromANewStream_ReturnsOnlyTheDifference()
    {
        var history = new ListenHistory();
        history.Take(First(1, "a1", "b1"));

        history.Reopen();
        history.Take(First(2, "a1", "b1")).Should().BeNull();
        history.Reopen();
        SnapshotText.Of(history.Take(First(3, "a2", "c1"))!).Should().Be("a1>2 -b +c1 | a2 c1 @3");
        SnapshotText.Of(history.Take(Next(4, ["a2", "c1"], "a2"))!).Should().Be("-c | a2 @4");
    }

    [Fact, Trait("Guarantee", "W1")]
    public void Take_OlderSnapshotFromANewStream_IsSkipped()
    {
        var history = new ListenHistory();
        history.Take(First(5, "a5"));

        history.Reopen();
        history.Take(First(3, "a3")).Should().BeNull("an older snapshot is not reported");
        SnapshotText.Of(history.Take(Next(6, ["a3"], "a6"))!).Should().Be("a5>6 | a6 @6");
    }

    private static ListenSnapshot First(long at, params string[] documents) => Next(at, [], documents);

    private static ListenSnapshot Next(long at, string[] before, params string[] documents) => new(
        Of(documents), ListenSnapshot.Compare(Of(before), Of(documents)), WatchMessages.Time(at));

    private static ImmutableDictionary<string, Document> Of(string[] documents) => ListenSnapshot.Nothing.AddRange(
        documents.Select(text => KeyValuePair.Create(text[..1], WatchMessages.Document(text[..1], text[1] - '0'))));
}
