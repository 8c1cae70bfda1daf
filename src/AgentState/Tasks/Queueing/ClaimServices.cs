using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Tasks.Batching;
using AgentState.Internal.Tasks.Claiming;
using AgentState.Internal.Tasks.Completing;
using AgentState.Internal.Tasks.Limits;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tasks.Queueing;

/// <summary>The services that claim tasks.</summary>
/// <remarks>
/// All callers of one process share one instance, and with it the state of slots, of unreadable tasks, and of tasks that another caller
/// tries.
/// </remarks>
internal sealed class ClaimServices
{
    public ClaimServices(
        DocumentStack stack,
        TaskOptions options,
        CompletionFactory factory,
        ClaimPolicy policy,
        ILogger logger,
        Func<string, string> newClaimToken)
    {
        var finder = new CandidateFinder(stack, options, logger);
        var writer = new ClaimWriter(stack, options, factory, logger, newClaimToken);
        Policy = policy;
        Batch = new TaskBatch(stack, options, factory, finder, newClaimToken);
        Limited = new LimitedClaimer(finder, new SlotAllocator(stack, factory.FreedSlots), writer, stack.Time);
        One = new TaskClaimer(finder, Limited, writer, stack.Time);
        Many = new TaskBatchClaimer(stack, options, factory, Batch, Limited, logger);
    }

    /// <summary>Decides whether an agent may claim tasks, and of which types.</summary>
    public ClaimPolicy Policy { get; }

    /// <summary>Sends completions and claims together in one call.</summary>
    public TaskBatch Batch { get; }

    /// <summary>Claims tasks of a type with a concurrency limit.</summary>
    public LimitedClaimer Limited { get; }

    /// <summary>Claims one task of any type.</summary>
    public TaskClaimer One { get; }

    /// <summary>Claims several tasks of any type.</summary>
    public TaskBatchClaimer Many { get; }
}
