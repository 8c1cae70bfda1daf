using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Chaos;

/// <summary>Another client: a process that uses only the ten shared fields, without claim tokens and leases.</summary>
/// <remarks>
/// It claims the first pending task on the version that it read, and writes the outcome without a condition. It works until it reads a
/// line, and then prints the number of its completed tasks.
/// </remarks>
internal static class Planner
{
    /// <summary>The arguments of a process that calls <see cref="RunAsync"/>.</summary>
    public static string[] Arguments(ChaosGround ground, string agentId) => ["planner", ground.Door.Host, ground.Project, agentId];

    public static async Task<int> RunAsync(string[] args)
    {
        var agentId = args[2];

        // A long timeout: its claims have no lease, so a claim whose answer it did not wait for would stay processing for ever.
        await using var provider = ChaosGround.Provide(args[0], args[1], options => options.CallTimeout = TimeSpan.FromMinutes(1));
        var documents = provider.GetRequiredKeyedService<DocumentStack>("").Documents;
        var stop = Task.Run(Console.ReadLine);
        var ended = 0;
        while (!stop.IsCompleted)
        {
            ended += await TryWorkAsync(documents, agentId) ? 1 : 0;
            await Task.WhenAny(stop, Chance.PauseAsync(200, 400, CancellationToken.None));
        }

        Console.WriteLine($"{ended}");
        return 0;
    }

    private static async Task<bool> TryWorkAsync(IDocumentStore documents, string agentId)
    {
        var query = new DocumentQuery("tasks")
            .WhereEqual("type", Values.Of(ChaosTask.Type))
            .WhereEqual("status", Values.Of("pending"))
            .OrderByDescending("priority")
            .OrderBy("createdAt")
            .Limit(1);
        var found = await documents.QueryAsync(documents.Root.Parent, query.Build(), CancellationToken.None);
        if (found.Documents is not [var task])
        {
            return false;
        }

        var claim = Patch(task.Name, ("status", Values.Of("processing")), ("assignedTo", Values.Of(agentId)));
        claim.CurrentDocument = new Precondition { UpdateTime = task.UpdateTime };
        if (!await IsAppliedAsync(documents, claim, agentId))
        {
            return false;
        }

        await Chance.PauseAsync(0, 200, CancellationToken.None);
        var end = Random.Shared.Next(10) == 0
            ? Patch(task.Name, ("status", Values.Of("failed")), ("error", Values.Of("chosen at random")))
            : Patch(task.Name, ("status", Values.Of("done")), ("result", Values.Map(("by", Values.Of(agentId)))));
        end.CurrentDocument = new Precondition { Exists = true };
        await documents.CommitAsync([end], CancellationToken.None);
        return true;
    }

    private static async Task<bool> IsAppliedAsync(IDocumentStore documents, Write claim, string agentId)
    {
        var outcome = await documents.CommitAsync([claim], CancellationToken.None);
        if (outcome.Kind is not OutcomeKind.Unknown)
        {
            return outcome.Kind is OutcomeKind.Applied;
        }

        // Only this process claims with this agent id, one task at a time.
        var found = await documents.GetAsync([claim.Update.Name], CancellationToken.None);
        return found[0].Document is { } now
            && now.Fields["status"].StringValue == "processing"
            && now.Fields["assignedTo"].StringValue == agentId;
    }

    private static Write Patch(string name, params (string Name, Value Value)[] fields) => Writes.Patch(
        name,
        [
            .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)),
            KeyValuePair.Create("updatedAt", Values.Of(TimeProvider.System.GetUtcNow())),
        ],
        [.. fields.Select(field => field.Name), "updatedAt"]);
}
