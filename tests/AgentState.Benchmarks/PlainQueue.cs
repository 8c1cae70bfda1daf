using System.Diagnostics;

namespace AgentState.Benchmarks;

/// <summary>A queue without guarantees: a priority queue under a lock, and a state for each task.</summary>
internal static class PlainQueue
{
    /// <summary>Claims and completes the given number of existing tasks, one after the other.</summary>
    public static double PerSecond(int tasks)
    {
        var gate = new Lock();
        var queue = new PriorityQueue<Entry, (int Priority, int Number)>();
        foreach (var number in Enumerable.Range(0, tasks))
        {
            queue.Enqueue(new Entry(), (-Workload.Priority(number), number));
        }

        var start = Stopwatch.GetTimestamp();
        for (var number = 0; number < tasks; number++)
        {
            Entry entry;
            lock (gate)
            {
                entry = queue.Dequeue();
                entry.State = AgentTaskStatus.Processing;
            }

            lock (gate)
            {
                entry.State = AgentTaskStatus.Done;
                entry.Result = Workload.Result;
            }
        }

        return tasks / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Does the same with the library.</summary>
    public static async Task<double> LibraryPerSecondAsync(Library library, int tasks, CancellationToken cancellationToken)
    {
        await library.SeedAsync(tasks, cancellationToken);
        var start = Stopwatch.GetTimestamp();
        for (var number = 0; number < tasks; number++)
        {
            await library.ClaimAsync(0, cancellationToken);
            await library.CompleteAsync(0, cancellationToken);
        }

        return tasks / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private sealed class Entry
    {
        public AgentTaskStatus State { get; set; } = AgentTaskStatus.Pending;

        public StateMap? Result { get; set; }
    }
}
