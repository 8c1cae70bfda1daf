namespace AgentState.Benchmarks;

/// <summary>The calls and billed operations of one operation.</summary>
internal sealed record OperationCost(double Calls, double Reads, double Writes)
{
    public static async Task<OperationCost> CountAsync(
        IContender side, Operation operation, int operations, CancellationToken cancellationToken)
    {
        var count = Math.Min(operations, Workload.TasksPerRound);
        await operation.PrepareAsync(side, count, cancellationToken);

        using var counter = new CallCounter();
        var before = side.Billed;
        for (var number = 0; number < count; number++)
        {
            await operation.RunAsync(side, number, cancellationToken);
        }

        var after = side.Billed;
        return new OperationCost(
            (double)counter.Calls / count, (double)(after.Reads - before.Reads) / count, (double)(after.Writes - before.Writes) / count);
    }
}
