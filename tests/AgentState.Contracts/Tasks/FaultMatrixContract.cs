using AgentState.TestKit;
using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>
/// Under every sequence of up to three faults, every write takes effect once and keeps the fields that other clients write at that time.
/// </summary>
public abstract class FaultMatrixContract : Contract
{
    private const int LongestSequence = 3;

    private static readonly string[] Faults =
        ["lose-reply", "lose-request", "abort", "neighbour-before", "neighbour-after", "neighbour-and-lose-reply"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Operations => ["enqueue", "claim", .. HeldCalls.All, "sweep", "cancel", "requeue", "reply"];

    [Theory, Trait("Guarantee", "T6"), Trait("Guarantee", "T7"), Trait("Guarantee", "P9")]
    [MemberData(nameof(Operations))]
    public async Task Write_UnderEverySequenceOfFaults_TakesEffectOnce(string operation)
    {
        var engine = await CreateEngineAsync();
        var calls = await RunAsync(engine, operation, $"{operation}-clean", Verb.Commit, []);
        var failures = new List<string>();

        foreach (var verb in calls.Distinct())
        {
            foreach (var sequence in Sequences())
            {
                try
                {
                    await RunAsync(engine, operation, $"{operation}-{verb}-{string.Join('-', sequence)}", verb, sequence);
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    failures.Add($"{verb}: {string.Join(", ", sequence)}: {error.Message.Split('\n')[0]}");
                }
            }
        }

        failures.Should().BeEmpty();
    }

    // Each run uses its own task type, so that all runs share one database.
    private static async Task<IReadOnlyList<Verb>> RunAsync(
        IDocumentStore engine, string operation, string type, Verb verb, IReadOnlyList<string> faults)
    {
        var setUp = QueueUnderTest.Over(engine);
        string? id = operation == "enqueue" ? null : (await setUp.Queue.EnqueueAsync(QueueUnderTest.NewTask(type), Token)).Id;
        var claimed = operation is "enqueue" or "claim" ? null : await setUp.Queue.ClaimAsync(type, "a", Token);
        switch (operation)
        {
            case "sweep":
                await setUp.RunOutAsync(id!, Token);
                break;
            case "requeue":
                await setUp.Queue.FailAsync(claimed!.Claim, new TaskFailure("broke"), Token);
                break;
            case "reply":
                await claimed!.WaitForInputAsync(cancellationToken: Token);
                break;
        }

        var test = QueueUnderTest.Over(engine, attempts: LongestSequence + 1);
        var notes = 0;
        test.Faults.Next(verb, [.. faults.Select(fault => Make(fault, NoteAsync))]);

        switch (operation)
        {
            case "enqueue":
                id = (await test.Queue.EnqueueAsync(QueueUnderTest.NewTask(type), Token)).Id;
                break;
            case "claim":
                claimed = await test.Queue.ClaimAsync(type, "a", Token);
                claimed.Should().NotBeNull();
                break;
            case "sweep":
                // If another client writes to the task, the next sweep handles it.
                var expired = 0;
                for (var sweep = 0; sweep <= LongestSequence; sweep++)
                {
                    expired += (await test.Administration.SweepAsync(Token)).Expired;
                }

                expired.Should().Be(1, "the sweep recognises its own writes");
                break;
            case "cancel":
                (await test.Administration.CancelAsync(id!, Token)).CancelRequestedAt.Should().NotBeNull();
                break;
            case "requeue":
                (await test.Administration.RequeueAsync(id!, Token)).Status.Should().Be(AgentTaskStatus.Pending);
                break;
            case "reply":
                (await test.Administration.ReplyAsync(id!, HeldCalls.Mine, Token)).Reply.Should().Be(HeldCalls.Mine);
                break;
            default:
                await HeldCalls.MakeAsync(test, operation, claimed!.Claim, Token);
                break;
        }

        var ofThisRun = (await engine.QueryAsync(
            engine.Root.Parent, new DocumentQuery("tasks").WhereEqual("type", Values.Of(type)).Build(), Token)).Documents;
        var stored = ofThisRun.Should().ContainSingle("the write adds no second task").Subject;
        DatabaseRoot.IdOf(stored.Name).Should().Be(id);
        var task = TaskDocument.Read(stored);
        task.Status.Should().Be(operation switch
        {
            "enqueue" or "requeue" or "reply" => AgentTaskStatus.Pending,
            "sweep" => AgentTaskStatus.Scheduled,
            "claim" or "cancel" => AgentTaskStatus.Processing,
            _ => TaskStatusText.Read(HeldCalls.StatusAfter(operation)),
        });
        task.Attempt.Should().Be(operation is "enqueue" or "release" or "wait" or "reply" or "requeue" ? 0 : 1, "an attempt counts once");
        task.Errors.Should().HaveCount(operation is "sweep" or "fail" or "retry" or "requeue" ? 1 : 0, "an error is stored once");
        if (operation == "claim")
        {
            task.ClaimToken.Should().Be(claimed!.Claim.Token, "the returned claim holds the task");
        }

        (task.Usage["tokens"], task.Progress, task.Checkpoint).Should().Be(
            (
                operation is "usage" ? 5 : 0,
                operation is "progress" ? HeldCalls.Mine : null,
                operation is "checkpoint" ? HeldCalls.Mine : null),
            "usage is added once");

        for (var note = 0; note < notes; note++)
        {
            stored.Fields.Should().ContainKey($"note{note}", "writes of other clients survive");
        }

        return test.Faults.Calls;

        // The other client writes to the task of this run, if it exists already.
        async Task NoteAsync()
        {
            if (id is not null)
            {
                await test.PatchRawAsync(id, new Dictionary<string, Value?> { [$"note{notes++}"] = Values.Of(true) }, Token);
            }
        }
    }

    private static Fault Make(string fault, Func<Task> neighbour) => fault switch
    {
        "lose-reply" => Fault.LoseReply,
        "lose-request" => Fault.LoseRequest,
        "abort" => Fault.Abort,
        "neighbour-before" => Fault.Before(neighbour),
        "neighbour-after" => Fault.After(neighbour),
        "neighbour-and-lose-reply" => Fault.LoseReplyBehind(neighbour),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Not a fault."),
    };

    private static IEnumerable<IReadOnlyList<string>> Sequences()
    {
        IEnumerable<IReadOnlyList<string>> longer = [[]];
        for (var length = 1; length <= LongestSequence; length++)
        {
            longer = [.. longer.SelectMany(sequence => Faults.Select(fault => (IReadOnlyList<string>)[.. sequence, fault]))];
            foreach (var sequence in longer)
            {
                yield return sequence;
            }
        }
    }
}
