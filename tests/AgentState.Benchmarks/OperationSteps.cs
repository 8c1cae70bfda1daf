namespace AgentState.Benchmarks;

/// <summary>Prepares and runs an operation.</summary>
internal static class OperationSteps
{
    public static async Task PrepareAsync(this Operation operation, IContender side, int count, CancellationToken cancellationToken)
    {
        await side.SeedAsync(operation is Operation.Enqueue ? 0 : Workload.TasksPerRound, cancellationToken);
        if (operation is Operation.Complete)
        {
            for (var number = 0; number < count; number++)
            {
                await side.ClaimAsync(number, cancellationToken);
            }
        }
    }

    public static Task RunAsync(
        this Operation operation, IContender side, int number, CancellationToken cancellationToken) => operation switch
        {
            Operation.Get => side.GetAsync(number, cancellationToken),
            Operation.Enqueue => side.EnqueueAsync(number, cancellationToken),
            Operation.Claim => side.ClaimAsync(number, cancellationToken),
            Operation.Complete => side.CompleteAsync(number, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "The operation is unknown."),
        };
}
