using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using static AgentState.TestKit.WatchMessages;
using ChangeType = Google.Cloud.Firestore.V1.TargetChange.Types.TargetChangeType;

namespace AgentState.Firestore.Tests.Engine;

/// <summary>Tests the snapshots of whole streams as production may send them, with and without target ids.</summary>
public sealed class ListenScriptTests
{
    private const long End = 99;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool> Streams =>
        [.. Played(withIds: true).Keys.SelectMany(name => new[] { (name, true), (name, false) })];

    [Theory, Trait("Guarantee", "W5")]
    [MemberData(nameof(Streams))]
    public async Task Listen_WithAndWithoutTargetIds_ReportsTheChanges(string name, bool withIds)
    {
        var (messages, expected) = Played(withIds)[name];
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("Listen", ScriptedReply.Ok([.. messages, Consistent(End)]).ThenStall());

        (await ToldAsync(store)).Should().Equal(expected);
    }

    [Theory, Trait("Guarantee", "W5")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Listen_ExistenceFilterMismatch_ListsAllAgain(bool withIds)
    {
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On(
            "Listen",
            ScriptedReply
                .Ok(Change("a", 1), Change("b", 1), Current, Consistent(2, "two"), Filter(1, withIds ? TargetId : NoTarget))
                .ThenStall(),
            ScriptedReply.Ok(Change("b", 1), Current, Consistent(End)).ThenStall());

        (await ToldAsync(store)).Should().Equal("+a +b", "-a");

        store.Server.Calls.Should().HaveCount(2);
    }

    public static TheoryData<string> TargetChanges => [.. Enum.GetNames<ChangeType>()];

    [Theory, Trait("Guarantee", "W5")]
    [MemberData(nameof(TargetChanges))]
    public async Task Listen_ChangeOfAnotherTarget_ThrowsUnavailable(string name)
    {
        var type = Enum.Parse<ChangeType>(name);
        await using var store = await ScriptedStore.StartAsync();
        store.Server.On("Listen", ScriptedReply.Ok(TargetTold(type, OtherTarget), Change("a", 1), Current, Consistent(End)).ThenStall());

        var told = () => ToldAsync(store);

        (await told.Should().ThrowAsync<StateUnavailableException>()).WithMessage("*target*did not request*");
    }

    // The messages of each stream, and the changes that the listener must report.
    private static Dictionary<string, (ListenResponse[] Messages, string[] Told)> Played(bool withIds)
    {
        var target = withIds ? TargetId : NoTarget;
        var reset = TargetTold(ChangeType.Reset, target);
        var current = TargetTold(ChangeType.Current, target);
        return new()
        {
            ["no documents"] = ([Add, current], [""]),
            ["added one by one"] = ([Add, Change("a", 1), current, Consistent(1), Change("b", 2), Consistent(2)], ["+a", "+b"]),
            ["added at once"] = ([Add, Change("a", 1), Change("b", 1), Change("c", 1), current], ["+a +b +c"]),
            ["never current"] = ([Add, Change("a", 1), Consistent(1), current], ["+a"]),
            ["deleted"] = ([Change("a", 1), Change("b", 1), current, Consistent(1), Delete("a", target)], ["+a +b", "-a"]),
            ["removed"] = ([Change("a", 1), Change("b", 1), current, Consistent(1), Remove("a", target)], ["+a +b", "-a"]),
            ["deleted before the first snapshot"] = ([Change("a", 1), Change("b", 1), Delete("a", target), current], ["+b"]),
            ["deleted and added again"] = ([Change("a", 1), current, Consistent(1), Delete("a", target), Change("a", 3)], ["+a", "*a"]),
            ["changed so that it no longer matches"] = ([Change("a", 1), current, Consistent(1), ChangeOut("a", 2)], ["+a", "-a"]),
            ["changed, deleted and added in turn"] = (
                [Change("a", 1), current, Consistent(1), Change("a", 2), Consistent(2), Delete("a", target), Consistent(3), Change("a", 4)],
                ["+a", "*a", "-a", "+a"]),
            ["deleted for another target"] = (
                [Change("a", 1), current, Consistent(1), Delete("a", OtherTarget), Remove("a", OtherTarget)], ["+a"]),
            ["a filter that matches"] = (
                [Change("a", 1), Change("b", 1), current, Consistent(1), Delete("a", target), Change("c", 2), Filter(2, target)],
                ["+a +b", "-a +c"]),
            ["a reset in the middle"] = (
                [
                    Change("a", 1), Change("b", 1), current, Consistent(1), Change("c", 2), Delete("a", target),
                    reset, Consistent(3), Change("b", 1), current, Consistent(4),
                ],
                ["+a +b", "-a"]),
            ["a reset without a change"] = (
                [Change("a", 1), current, Consistent(1), reset, Change("a", 1), current, Consistent(2), Change("b", 3)], ["+a", "+b"]),
        };
    }

    // The changes of each snapshot up to the end. Snapshots without changes are left out, except the first one.
    private static async Task<List<string>> ToldAsync(ScriptedStore store)
    {
        var told = new List<string>();
        var target = ListenTarget.OfQuery(store.Documents.Root.Parent, new DocumentQuery("tasks").Build());
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        await foreach (var snapshot in store.Documents.ListenAsync(target, patience.Token))
        {
            if (told.Count == 0 || snapshot.Changes.Count > 0)
            {
                told.Add(string.Join(' ', snapshot.Changes.OrderBy(change => change.Name, StringComparer.Ordinal).Select(TextOf)));
            }

            if (snapshot.ReadTime.Seconds == End)
            {
                break;
            }
        }

        return told;
    }

    private static string TextOf(DocumentDifference change) =>
        (change.Before is null ? "+" : change.After is null ? "-" : "*") + change.Name;
}
