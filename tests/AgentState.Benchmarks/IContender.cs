namespace AgentState.Benchmarks;

/// <summary>One side of the comparison, with the four operations.</summary>
/// <remarks>Calls are sequential; <c>number</c> counts them from 0 after each preparation.</remarks>
internal interface IContender : IAsyncDisposable
{
    /// <summary>The billed operations so far, as counted by this side.</summary>
    BilledOperations Billed { get; }

    /// <summary>Empties the database, and adds pending tasks.</summary>
    Task SeedAsync(int tasks, CancellationToken cancellationToken);

    /// <summary>Reads the seeded task with this number.</summary>
    Task GetAsync(int number, CancellationToken cancellationToken);

    Task EnqueueAsync(int number, CancellationToken cancellationToken);

    /// <summary>Claims the first pending task, and stores the claim under the number.</summary>
    Task ClaimAsync(int number, CancellationToken cancellationToken);

    /// <summary>Completes the claim with this number.</summary>
    Task CompleteAsync(int number, CancellationToken cancellationToken);
}
