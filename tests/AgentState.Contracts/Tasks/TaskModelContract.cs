using System.Globalization;
using AgentState.TestKit;
using CsCheck;
using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>Compares random operations under random faults and concurrent writes with a simple model of the queue.</summary>
/// <remarks>Agents, users, sweepers and other clients take part. A failing run is shrunk, and its seed is printed.</remarks>
public abstract class TaskModelContract : Contract
{
    private const int Attempts = 4;

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Frequency(
            (4, Gen.Const(Kind.Enqueue)), (1, Gen.Const(Kind.EnqueueForLater)), (6, Gen.Const(Kind.Claim)), (3, Gen.Const(Kind.Complete)),
            (2, Gen.Const(Kind.Fail)),
            (2, Gen.Const(Kind.Retry)),
            (2, Gen.Const(Kind.Release)),
            (2, Gen.Const(Kind.Wait)),
            (2, Gen.Const(Kind.Renew)),
            (2, Gen.Const(Kind.Save)),
            (2, Gen.Const(Kind.Use)),
            (2, Gen.Const(Kind.Reply)),
            (2, Gen.Const(Kind.Cancel)),
            (2, Gen.Const(Kind.Requeue)),
            (4, Gen.Const(Kind.RunOut)), (3, Gen.Const(Kind.ComeDue)), (5, Gen.Const(Kind.Sweep)),
            (2, Gen.Const(Kind.ForeignClaim)), (2, Gen.Const(Kind.ForeignPutBack)), (1, Gen.Const(Kind.ForeignComplete))),
        Gen.Int[0, 7],
        Gen.Enum<Trouble>().Array[0, Attempts - 1],
        (kind, which, troubles) => new Step(kind, which, troubles));

    private enum Kind
    {
        Enqueue,
        EnqueueForLater,
        Claim,
        Complete,
        Fail,
        Retry,
        Release,
        Wait,
        Renew,
        Save,
        Use,
        Reply,
        Cancel,
        Requeue,
        RunOut,
        ComeDue,
        Sweep,
        ForeignClaim,
        ForeignPutBack,
        ForeignComplete,
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

    [Fact]
    [Trait("Guarantee", "T1"), Trait("Guarantee", "T2"), Trait("Guarantee", "T3"), Trait("Guarantee", "T5")]
    [Trait("Guarantee", "T6"), Trait("Guarantee", "T7"), Trait("Guarantee", "T11"), Trait("Guarantee", "T16")]
    public async Task RandomOperations_UnderRandomFaults_MatchTheModel()
    {
        var runs = int.Parse(Environment.GetEnvironmentVariable("AGENTSTATE_MODEL_RUNS") ?? "80", CultureInfo.InvariantCulture);

        await Steps.List[1, 50].SampleAsync(RunAsync, iter: runs, threads: 1);
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

    private sealed class Run(QueueUnderTest test)
    {
        private readonly Dictionary<string, ModelTask> model = [];
        private readonly List<string> order = [];
        private readonly List<TaskClaim> claims = [];
        private string? target;
        private int number;

        private ModelTask Target => model[target!];

        public async Task DoAsync(Step step)
        {
            number++;
            target = order.Count == 0 ? null : order[step.Which % order.Count];
            test.Faults.Next(Verb.Commit, [.. step.Troubles.Select(Make)]);
            test.Faults.Next(Verb.BatchWrite, [.. step.Troubles.Select(Make)]);
            await (step.Kind switch
            {
                Kind.Enqueue or Kind.EnqueueForLater => EnqueueAsync(later: step.Kind is Kind.EnqueueForLater),
                Kind.Claim => ClaimAsync($"a{step.Which}", isDisturbed: step.Troubles.Any(trouble => trouble is not Trouble.None)),
                Kind.Sweep => SweepAsync(),
                < Kind.Reply when claims.Count > 0 => HoldAsync(step, claims[step.Which % claims.Count]),
                Kind.Reply or Kind.Cancel or Kind.Requeue when target is not null => ControlAsync(step.Kind),
                > Kind.Requeue when target is not null => HappenAsync(step.Kind),
                _ => Task.CompletedTask,
            });
            test.Faults.Clear();
        }

        public async Task CompareAsync()
        {
            var stored = (await test.AllStoredAsync(Token)).ToDictionary(document => DatabaseRoot.IdOf(document.Name));
            stored.Keys.Should().BeEquivalentTo(model.Keys, "each enqueued task is stored once");
            foreach (var (id, expected) in model)
            {
                var task = TaskDocument.Read(stored[id]);
                task.Status.Should().Be(expected.Status);
                (task.Attempt, task.ClaimToken, task.AssignedTo)
                    .Should().Be((expected.Attempt, expected.Stored?.Token, expected.AssignedTo));
                (task.Result?.ToDictionary()["by"], task.Error)
                    .Should().Be((expected.Result, expected.Error), "the outcome is that of the claim that held the task");
                (task.CancelRequestedAt is not null, task.RunAt is not null).Should().Be((expected.AskedToStop, expected.HasTime));
                (task.Reply?.ToDictionary()["by"], task.Checkpoint?.ToDictionary()["by"], task.Usage["tokens"]).Should()
                    .Be((expected.Reply, expected.Checkpoint, expected.Usage), "each was written once");
                task.Errors.Should().HaveCount(Math.Min(expected.Errors, 5));
                task.Attempt.Should().BeInRange(0, ModelTask.MaxAttempts);
                stored[id].Fields.Keys
                    .Should().Contain(
                        Enumerable.Range(0, expected.Notes).Select(note => $"note{note}").Append("status"),
                        "writes of other clients survive");
            }
        }

        private async Task EnqueueAsync(bool later)
        {
            var task = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { Delay = later ? TimeSpan.FromHours(1) : null }, Token);
            model.Add(task.Id, ModelTask.Enqueued(later));
            order.Add(task.Id);
        }

        private async Task ClaimAsync(string agent, bool isDisturbed)
        {
            var claimable = Claimable(askedToStop: false);
            var stopped = Claimable(askedToStop: true);

            var claimed = await test.Queue.ClaimAsync("github", agent, Token);

            // A claim cancels the tasks with a cancel request that come before its own, unless another client writes to them.
            // The model does not include the order, so the stored status decides.
            foreach (var id in stopped)
            {
                if ((claimed is null && !isDisturbed) || (await test.Queue.GetAsync(id, Token))!.Status is AgentTaskStatus.Cancelled)
                {
                    model[id].Stop();
                }
            }

            if (claimed is null)
            {
                claimable.Should().BeEmpty("null means that no task is claimable");
                return;
            }

            claimable.Should().Contain(claimed.Task.Id, "only a pending task is claimed");
            model[claimed.Task.Id].Claim(claimed.Claim);
            claimed.Task.Attempt.Should().Be(model[claimed.Task.Id].Attempt, "an attempt counts once");
            claims.Add(claimed.Claim);
        }

        private List<string> Claimable(bool askedToStop) =>
            [
                .. model.Where(task => task.Value.Status is AgentTaskStatus.Pending && task.Value.AskedToStop == askedToStop)
                    .Select(task => task.Key),
            ];

        private async Task HoldAsync(Step step, TaskClaim claim)
        {
            target = claim.TaskId;
            var by = StateMap.FromDictionary(new Dictionary<string, object?> { ["by"] = claim.Token });
            var note = StateMap.FromDictionary(new Dictionary<string, object?> { ["by"] = $"{number}" });

            // Some calls use the claim as another process has it, with or without its version.
            var used = step.Troubles.Length switch
            {
                1 => claim with { Claimed = null },
                2 => claim with { Claimed = null, Version = null },
                _ => claim,
            };
            var (answer, call) = step.Kind switch
            {
                Kind.Complete => (Target.Complete(claim), () => test.Queue.CompleteAsync(used, by, Token)),
                Kind.Fail => (Target.Fail(claim, retryable: false), () => test.Queue.FailAsync(used, new TaskFailure(claim.Token), Token)),
                Kind.Retry => (
                    Target.Fail(claim, retryable: true),
                    () => test.Queue.FailAsync(used, new TaskFailure(claim.Token) { Retryable = true }, Token)),
                Kind.Release => (Target.Release(claim), () => test.Queue.Attach(used).ReleaseAsync(Token)),
                Kind.Wait => (
                    Target.Wait(claim, deadline: step.Which % 2 == 0),
                    () => test.Queue.Attach(used).WaitForInputAsync(step.Which % 2 == 0 ? TimeSpan.FromHours(1) : null, Token)),
                Kind.Renew => (Target.Renew(claim), () => KeepAsync(claim, used, held => held.RenewAsync(Token))),
                Kind.Save => (
                    Target.Save(claim, $"{number}"), () => KeepAsync(claim, used, held => held.SaveCheckpointAsync(note, Token))),
                Kind.Use => (
                    Target.Use(claim, number),
                    (Func<Task>)(() => KeepAsync(claim, used, held => held.AddUsageAsync(TaskUsage.Of("tokens", number), Token)))),
                _ => throw new ArgumentOutOfRangeException(nameof(step), step.Kind, "Not a call of a task's holder."),
            };

            (await ModelAnswer.OfAsync(call))
                .Should().Be(answer, "{0} by a claim on a task that the model has as {1}", step, Target.Status);
        }

        private async Task KeepAsync(TaskClaim claim, TaskClaim used, Func<ClaimedTask, Task> step)
        {
            var at = claims.FindIndex(known => ReferenceEquals(known, claim));
            var held = test.Queue.Attach(used);
            await step(held);

            // Some later calls keep using the previous claim.
            if (number % 3 != 0)
            {
                claims[at] = held.Claim;
            }
        }

        private async Task ControlAsync(Kind kind)
        {
            var reply = StateMap.FromDictionary(new Dictionary<string, object?> { ["by"] = $"{number}" });
            var (answer, call) = kind switch
            {
                Kind.Reply => (Target.GetReply($"{number}"), () => test.Administration.ReplyAsync(target!, reply, Token)),
                Kind.Cancel => (Target.Cancel(), () => test.Administration.CancelAsync(target!, Token)),
                _ => (Target.Requeue(), (Func<Task>)(() => test.Administration.RequeueAsync(target!, Token))),
            };

            (await ModelAnswer.OfAsync(call)).Should().Be(answer, "{0} of a task that the model has as {1}", kind, Target.Status);
        }

        private Task HappenAsync(Kind kind)
        {
            switch (kind)
            {
                case Kind.RunOut when Target.Stored is not null:
                    Target.RunOut();
                    return test.RunOutAsync(target!, Token);
                case Kind.ComeDue when Target.HasTime:
                    Target.ComeDue();
                    return test.MakeDueAsync(target!, Token);
                case Kind.ForeignClaim when Target.Status is AgentTaskStatus.Pending or AgentTaskStatus.Processing:
                    Target.ClaimAsForeigner();
                    return test.ClaimAsForeignerAsync(target!, "other-client", Token);
                case Kind.ForeignPutBack when Target.Status is AgentTaskStatus.Processing || Target.IsOver:
                    Target.PutBackAsForeigner();
                    return test.PutBackAsForeignerAsync(target!, Token);
                case Kind.ForeignComplete when Target.Status is AgentTaskStatus.Processing:
                    Target.CompleteAsForeigner();
                    return test.PatchRawAsync(
                        target!,
                        new Dictionary<string, Value?>
                        {
                            ["status"] = Values.Of("done"),
                            ["result"] = Values.Map(("by", Values.Of("other-client"))),
                        },
                        Token);
                default:
                    return Task.CompletedTask;
            }
        }

        private async Task SweepAsync()
        {
            var expected = model.Values.Select(task => task.Sweep()).OfType<TaskSweep>().Aggregate(new TaskSweep(), Sum);

            // If another client writes to a task at that time, the next sweep handles it.
            var swept = await test.Administration.SweepAsync(Token);
            test.Faults.Clear();
            swept = Sum(swept, await test.Administration.SweepAsync(Token));

            swept.Should().Be(expected);
        }

        private static TaskSweep Sum(TaskSweep a, TaskSweep b) => new()
        {
            Due = a.Due + b.Due,
            Expired = a.Expired + b.Expired,
            Failed = a.Failed + b.Failed,
            TimedOut = a.TimedOut + b.TimedOut,
            Cancelled = a.Cancelled + b.Cancelled,
        };

        private Fault? Make(Trouble trouble) => trouble switch
        {
            Trouble.None => null,
            Trouble.LoseReply => Fault.LoseReply,
            Trouble.LoseRequest => Fault.LoseRequest,
            Trouble.Abort => Fault.Abort,
            Trouble.NeighbourBefore => Fault.Before(NoteAsync),
            Trouble.NeighbourBehindLostReply => Fault.LoseReplyBehind(NoteAsync),
            _ => throw new ArgumentOutOfRangeException(nameof(trouble), trouble, "Not a known trouble."),
        };

        private async Task NoteAsync()
        {
            if (target is not null)
            {
                await test.PatchRawAsync(target, new Dictionary<string, Value?> { [$"note{Target.Notes++}"] = Values.Of(true) }, Token);
            }
        }
    }
}
