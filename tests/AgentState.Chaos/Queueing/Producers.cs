using System.Collections.Concurrent;

namespace AgentState.Chaos;

/// <summary>Enqueues tasks: single ones with a key, each twice at once, and many in one call; records the returned ids.</summary>
internal sealed class Producers(ITaskQueue queue, int pace)
{
    private const int Many = 10;

    private readonly ConcurrentDictionary<string, bool> ids = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> violations = new();
    private int next;

    /// <summary>The ids of all enqueued tasks.</summary>
    public ICollection<string> Ids => ids.Keys;

    public IEnumerable<string> Violations => violations;

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Half of the tasks are enqueued each way.
        await Task.WhenAll(
            RepeatAsync(EnqueueOneAsync, 2000 / pace, cancellationToken),
            RepeatAsync(EnqueueManyAsync, 2000 * Many / pace, cancellationToken));
    }

    private static async Task RepeatAsync(Func<Task> enqueue, int pause, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await enqueue();
            await Chance.PauseAsync(pause / 2, (pause * 3 / 2) + 1, cancellationToken);
        }
    }

    private async Task EnqueueOneAsync()
    {
        var number = Interlocked.Increment(ref next);
        var task = NewTask(number) with { IdempotencyKey = $"{number}" };
        var added = await Task.WhenAll(queue.EnqueueAsync(task), queue.EnqueueAsync(task));
        if (added[0].Id != added[1].Id)
        {
            violations.Enqueue($"two tasks have the key {number}: {added[0].Id} and {added[1].Id}");
        }

        ids.TryAdd(added[0].Id, true);
    }

    private async Task EnqueueManyAsync()
    {
        foreach (var outcome in await queue.EnqueueManyAsync(
            [.. Enumerable.Range(0, Many).Select(_ => NewTask(Interlocked.Increment(ref next)))]))
        {
            if (outcome.Error is { } error)
            {
                throw error;
            }

            if (!ids.TryAdd(outcome.TaskId, true))
            {
                violations.Enqueue($"two tasks have the id {outcome.TaskId}");
            }
        }
    }

    private static NewTask NewTask(int number) => new()
    {
        Type = ChaosTask.TypeOf(number),
        CreatedBy = ChaosTask.Producer,
        Payload = ChaosTask.PayloadOf(number),
        Priority = Random.Shared.Next(1, 11),
        MaxAttempts = Random.Shared.Next(2, 6),
        Delay = Random.Shared.Next(5) == 0 ? TimeSpan.FromMilliseconds(Random.Shared.Next(2000)) : null,
    };
}
