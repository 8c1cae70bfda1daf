using Google.Cloud.Firestore.V1;
using Google.Protobuf.WellKnownTypes;

namespace AgentState.Tests;

/// <summary>Tests the changes that a watch with liveness reports, when two listeners and its checks deliver in any order.</summary>
public sealed class LivenessWatchStateTests
{
    private static readonly DatabaseRoot Root = new("demo");
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly LivenessWatchState state = new(Root, TimeSpan.FromSeconds(30), reportHeartbeats: false);

    [Fact, Trait("Guarantee", "A5")]
    public void Report_BeforeBothListenersDeliver_IsNull()
    {
        state.TakeAgents(Agents(0, "a"));
        state.Report().Should().BeNull();
        state.TakeInstances(Instances(0, ("a/one", 0)));

        Reported().Should().Equal("a: Alive");
    }

    [Fact, Trait("Guarantee", "A5")]
    public void Report_HeartbeatOnly_IsEmptyAndDelaysTheCheck()
    {
        Begin(("a/one", 0));

        state.NextCheck.Should().Be(Noon.AddSeconds(60));
        state.TakeInstances(Instances(30, ("a/one", 30)));

        Reported().Should().BeEmpty();
        state.NextCheck.Should().Be(Noon.AddSeconds(90));
    }

    [Fact, Trait("Guarantee", "A5")]
    public void Confirm_SilentAgent_ReportsEachGradeOnce()
    {
        Begin(("a/one", 0));

        state.Due(Noon.AddSeconds(59)).Should().BeEmpty();
        state.Due(Noon.AddSeconds(60)).Should().ContainSingle();
        state.Confirm([Looked("a/one", beat: 0, at: 61)]);
        Reported().Should().Equal("a: Alive > Suspect");
        state.NextCheck.Should().Be(Noon.AddSeconds(90));
        state.Confirm([Looked("a/one", beat: 0, at: 91)]);
        Reported().Should().Equal("a: Suspect > Dead");
        state.NextCheck.Should().BeNull();
        state.TakeInstances(Instances(100, ("a/one", 100)));
        Reported().Should().Equal("a: Dead > Alive");
    }

    [Fact, Trait("Guarantee", "A5")]
    public void Confirm_HeartbeatMissedByTheListener_ReportsNothing()
    {
        Begin(("a/one", 0));

        state.Confirm([Looked("a/one", beat: 55, at: 61)]);

        Reported().Should().BeEmpty("the check found a newer heartbeat");
        state.NextCheck.Should().Be(Noon.AddSeconds(115));
        state.TakeInstances(Instances(62, ("a/one", 55)));
        Reported().Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "A5")]
    public void TakeInstances_OlderThanTheDeletion_IsIgnored()
    {
        Begin(("a/one", 0));
        state.Confirm([new DocumentSnapshot(Name("a/one"), Document: null, Time(70))]);
        Reported().Should().Equal("a: Alive > Absent");

        state.TakeInstances(Instances(65, ("a/one", 65)));
        Reported().Should().BeEmpty("the snapshot is older than the deregistration");
        state.TakeInstances(Instances(80, ("a/one", 80)));
        Reported().Should().Equal("a: Absent > Alive");
    }

    [Fact, Trait("Guarantee", "A5")]
    public void Report_SeveralInstances_ReportsTheLiveliest()
    {
        Begin(("a/one", 0), ("a/two", -40));

        state.TakeInstances(Instances(20, ("a/two", 20)));
        Reported().Should().Equal("a: Alive > Alive");
        state.Due(Noon.AddSeconds(85)).Should().Equal(Name("a/two"));
        state.TakeInstances(Gone(50, "a/two"));
        Reported().Should().Equal("a: Alive > Alive");
        state.NextCheck.Should().Be(Noon.AddSeconds(60));
        state.TakeInstances(Gone(55, "a/one"));
        Reported().Should().Equal("a: Alive > Absent");
    }

    [Fact, Trait("Guarantee", "A5")]
    public void Report_UnwatchedAgent_IsNeitherReportedNorChecked()
    {
        state.TakeAgents(Agents(0));
        state.TakeInstances(Instances(0, ("a/one", 0)));

        Reported().Should().BeEmpty();
        state.NextCheck.Should().BeNull();
        state.TakeAgents(Agents(10, "a"));
        Reported().Should().Equal("a: Alive");
        state.TakeAgents(new ListenSnapshot(
            ListenSnapshot.Nothing, [new DocumentDifference(AgentName("a"), AgentDocumentOf("a", 10), After: null)], Time(20)));
        Reported().Should().Equal("a: gone");
        state.NextCheck.Should().BeNull();
    }

    [Fact, Trait("Guarantee", "A5")]
    public void TakeInstances_OtherEnvironmentOrNoHeartbeat_AreIgnored()
    {
        state.TakeAgents(Agents(0, "a"));
        var elsewhere = Instance($"{Root.Parent}/envs/staging/agents/a/instances/one", 0);
        var counting = Instance(Name("a/two"), 0);
        counting.Fields.Remove("lastHeartbeat");
        state.TakeInstances(new ListenSnapshot(
            ListenSnapshot.Nothing,
            [new DocumentDifference(elsewhere.Name, null, elsewhere), new DocumentDifference(counting.Name, null, counting)],
            Time(0)));

        Reported().Should().Equal("a: Absent");
    }

    [Fact, Trait("Guarantee", "A5"), Trait("Guarantee", "W2")]
    public void Report_InputsOutOfOrder_NeverGoesBackInTime()
    {
        Begin(("a/one", 0));

        state.Confirm([Looked("a/one", beat: 0, at: 61)]);
        state.Report()!.ReadAt.Should().Be(Noon.AddSeconds(61));
        state.TakeAgents(Agents(50, "a"));
        state.Report()!.ReadAt.Should().Be(Noon.AddSeconds(61), "the listener is behind the check");
        state.TakeInstances(Instances(70, ("a/one", 70)));
        state.Report()!.ReadAt.Should().Be(Noon.AddSeconds(70));
    }

    private void Begin(params (string Path, int Beat)[] instances)
    {
        state.TakeAgents(Agents(0, "a"));
        state.TakeInstances(Instances(0, instances));
        Reported().Should().Equal("a: Alive");
    }

    private IEnumerable<string> Reported() => (state.Report()?.Changes ?? []).Select(change => change switch
    {
        { Before: null, After: { } after } => $"{change.AgentId}: {after.Liveness!.Grade}",
        { After: null } => $"{change.AgentId}: gone",
        { Before: { } before, After: { } after } => $"{change.AgentId}: {before.Liveness!.Grade} > {after.Liveness!.Grade}",
    });

    private static ListenSnapshot Agents(int at, params string[] ids) => new(
        ListenSnapshot.Nothing, [.. ids.Select(id => new DocumentDifference(AgentName(id), null, AgentDocumentOf(id, at)))], Time(at));

    private static ListenSnapshot Instances(int at, params (string Path, int Beat)[] instances) => new(
        ListenSnapshot.Nothing,
        [.. instances.Select(instance => new DocumentDifference(Name(instance.Path), null, Instance(Name(instance.Path), instance.Beat)))],
        Time(at));

    private static ListenSnapshot Gone(int at, string path) =>
        new(ListenSnapshot.Nothing, [new DocumentDifference(Name(path), Instance(Name(path), 0), After: null)], Time(at));

    private static DocumentSnapshot Looked(string path, int beat, int at) => new(Name(path), Instance(Name(path), beat), Time(at));

    private static Document Instance(string name, int beat) => new()
    {
        Name = name,
        Fields =
        {
            ["lastHeartbeat"] = Values.Of(Noon.AddSeconds(beat)),
            ["epoch"] = Values.Of(1),
            ["heartbeatMilliseconds"] = Values.Of(30_000),
        },
        UpdateTime = Time(beat),
    };

    private static Document AgentDocumentOf(string id, int at) => new() { Name = AgentName(id), UpdateTime = Time(at) };

    private static string AgentName(string id) => Root.Document("agents", id);

    private static string Name(string path) => $"{Root.Parent}/agents/{path.Replace("/", "/instances/", StringComparison.Ordinal)}";

    private static Timestamp Time(int seconds) => Timestamp.FromDateTimeOffset(Noon.AddSeconds(seconds));
}
