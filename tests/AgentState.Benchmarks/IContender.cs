namespace AgentState.Benchmarks;

/// <summary>One way of doing the four operations. Calls come one after the other; <c>number</c> counts them from 0 after each preparation.</summary>
internal interface IContender : IAsyncDisposable
{
    /// <summary>What the database has billed so far, as this side counts it.</summary>
    BilledOperations Billed { get; }

    /// <summary>Empties the database, and makes pending tasks.</summary>
    Task SeedAsync(int tasks, CancellationToken cancellationToken);

    /// <summary>Reads the task of this number among those that were seeded.</summary>
    Task GetAsync(int number, CancellationToken cancellationToken);

    Task EnqueueAsync(int number, CancellationToken cancellationToken);

    /// <summary>Claims the first pending task, and keeps the claim under the number.</summary>
    Task ClaimAsync(int number, CancellationToken cancellationToken);

    /// <summary>Completes the claim kept under the number.</summary>
    Task CompleteAsync(int number, CancellationToken cancellationToken);
}
