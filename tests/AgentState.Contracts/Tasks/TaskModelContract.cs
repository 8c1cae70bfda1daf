using System.Globalization;
using AgentState.TestKit;
using CsCheck;
using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>
/// Random operations by several agents, met by random faults and neighbours, against a plain model of the queue: once, nobody
/// overwritten, nothing lost. A failing run is shrunk, and its seed printed.
/// </summary>
public abstract class TaskModelContract : Contract
{
    private const int Attempts = 4;

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Frequency((4, Gen.Const(Kind.Enqueue)), (5, Gen.Const(Kind.Claim)), (4, Gen.Const(Kind.Complete)), (2, Gen.Const(Kind.Fail)), (2, Gen.Const(Kind.Expire)), (1, Gen.Const(Kind.ForeignClaim))),
        Gen.Int[0, 7],
        Gen.Enum<Trouble>().Array[0, Attempts - 1],
        (kind, which, troubles) => new Step(kind, which, troubles));

    private enum Kind
    {
        Enqueue,
        Claim,
        Complete,
        Fail,
        Expire,
        ForeignClaim,
    }

    private enum Trouble
    {
        None,
        LoseReply,
        LoseRequest,
        Abort,
        NeighbourBefore,
        NeighbourBehindLostReply,
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Promise", "T1"), Trait("Promise", "T2"), Trait("Promise", "T6"), Trait("Promise", "T7")]
    public async Task RandomOperations_UnderRandomFaults_EndAsTheModelSays()
    {
        var runs = int.Parse(Environment.GetEnvironmentVariable("AGENTSTATE_MODEL_RUNS") ?? "60", CultureInfo.InvariantCulture);

        await Steps.List[1, 40].SampleAsync(RunAsync, iter: runs, threads: 1);
    }

    private async Task RunAsync(List<Step> steps)
    {
        var run = new Run(QueueUnderTest.Over(await CreateEngineAsync(), attempts: Attempts));
        foreach (var step in steps)
        {
            await run.DoAsync(step);
        }

        await run.CompareAsync();
    }

    private sealed record Step(Kind Kind, int Which, Trouble[] Troubles)
    {
        public override string ToString() => $"{Kind}({Which}; {string.Join(", ", Troubles)})";
    }

    // What the queue must be, told by the plainest means.
    private sealed class ModelTask
    {
        public AgentTaskStatus Status { get; set; } = AgentTaskStatus.Pending;

        public string? Holder { get; set; }

        public int Attempt { get; set; }

        public string? EndedBy { get; set; }

        public int Notes { get; set; }
    }

    private sealed class Run(QueueUnderTest test)
    {
        private readonly Dictionary<string, ModelTask> model = [];
        private readonly List<string> order = [];
        private readonly List<TaskClaim> claims = [];
        private string? target;

        public async Task DoAsync(Step step)
        {
            target = order.Count == 0 ? null : order[step.Which % order.Count];
            test.Faults.Next(Verb.Commit, [.. step.Troubles.Select(Make)]);
            switch (step.Kind)
            {
                case Kind.Enqueue:
                    var task = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
                    model.Add(task.Id, new ModelTask());
                    order.Add(task.Id);
                    break;
                case Kind.Claim:
                    await ClaimAsync($"a{step.Which}");
                    break;
                case Kind.Complete or Kind.Fail when claims.Count > 0:
                    await EndAsync(claims[step.Which % claims.Count], step.Kind is Kind.Complete ? AgentTaskStatus.Done : AgentTaskStatus.Failed);
                    break;
                case Kind.Expire when target is not null && model[target].Status is AgentTaskStatus.Processing:
                    await test.ExpireLeaseAsync(target, Token);
                    (model[target].Status, model[target].Holder) = (AgentTaskStatus.Pending, null);
                    break;
                case Kind.ForeignClaim when target is not null && model[target].Status is AgentTaskStatus.Pending:
                    await test.ClaimAsForeignerAsync(target, "foreigner", Token);
                    (model[target].Status, model[target].Holder) = (AgentTaskStatus.Processing, null);
                    break;
            }

            test.Faults.Clear();
        }

        public async Task CompareAsync()
        {
            var stored = (await test.AllStoredAsync(Token)).ToDictionary(document => DatabaseRoot.IdOf(document.Name));
            stored.Keys.Should().BeEquivalentTo(model.Keys, "what was enqueued is there, once");
            foreach (var (id, expected) in model)
            {
                var task = TaskDocument.Read(stored[id]);
                task.Status.Should().Be(expected.Status);
                task.Attempt.Should().Be(expected.Attempt);
                task.ClaimToken.Should().Be(expected.Holder);
                (task.Result?.ToDictionary()["by"] ?? task.Error).Should().Be(expected.EndedBy, "the outcome is that of the claim that held the task");
                stored[id].Fields.Keys.Should().Contain(Enumerable.Range(0, expected.Notes).Select(note => $"note{note}").Append("status"), "neighbours survive");
            }
        }

        private async Task ClaimAsync(string agent)
        {
            var pending = model.Where(task => task.Value.Status is AgentTaskStatus.Pending).Select(task => task.Key).ToHashSet();

            var claimed = await test.Queue.ClaimAsync("github", agent, Token);

            if (claimed is null)
            {
                pending.Should().BeEmpty("null says that nothing was pending");
                return;
            }

            pending.Should().Contain(claimed.Task.Id, "only a pending task is handed out");
            var task = model[claimed.Task.Id];
            (task.Status, task.Holder) = (AgentTaskStatus.Processing, claimed.Claim.Token);
            task.Attempt = task.Attempt < 3 ? task.Attempt + 1 : 1;
            claimed.Task.Attempt.Should().Be(task.Attempt, "an attempt counts once, and one who puts a task back past the library begins anew");
            claims.Add(claimed.Claim);
        }

        private async Task EndAsync(TaskClaim claim, AgentTaskStatus outcome)
        {
            var task = model[claim.TaskId];
            var end = () => outcome is AgentTaskStatus.Done
                ? test.Queue.CompleteAsync(claim, StateMap.FromDictionary(new Dictionary<string, object?> { ["by"] = claim.Token }), Token)
                : test.Queue.FailAsync(claim, new TaskFailure(claim.Token), Token);
            target = claim.TaskId;

            if (task.Holder == claim.Token)
            {
                await end();
                (task.Status, task.Holder, task.EndedBy) = (outcome, null, claim.Token);
            }
            else if (task.EndedBy == claim.Token)
            {
                if (task.Status == outcome)
                {
                    await end();
                }
                else
                {
                    (await end.Should().ThrowAsync<TaskEndedException>()).Which.Outcome.Should().Be(task.Status);
                }
            }
            else
            {
                await end.Should().ThrowAsync<LeaseLostException>();
            }
        }

        private Fault? Make(Trouble trouble) => trouble switch
        {
            Trouble.None => null,
            Trouble.LoseReply => Fault.LoseReply,
            Trouble.LoseRequest => Fault.LoseRequest,
            Trouble.Abort => Fault.Abort,
            Trouble.NeighbourBefore => Fault.Before(NoteAsync),
            Trouble.NeighbourBehindLostReply => Fault.LoseReplyBehind(NoteAsync),
            _ => throw new ArgumentOutOfRangeException(nameof(trouble), trouble, "Not a trouble."),
        };

        private async Task NoteAsync()
        {
            if (target is not null)
            {
                await test.PatchRawAsync(target, new Dictionary<string, Value?> { [$"note{model[target].Notes++}"] = Values.Of(true) }, Token);
            }
        }
    }
}
