using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// The ways to claim tasks. All callers of one process share one of these, and with it what the process knows of slots, of tasks that
/// cannot be read, and of tasks that another caller tries.
/// </summary>
internal sealed class TaskClaims
{
    public TaskClaims(
        DocumentStack stack, TaskOptions options, TaskEnds ends, ClaimGate gate, ILogger logger, Func<string, string> newClaimToken)
    {
        var finder = new CandidateFinder(stack, options, logger);
        var writer = new ClaimWriter(stack, options, ends, logger, newClaimToken);
        Gate = gate;
        Exchange = new TaskExchange(stack, options, ends, finder, newClaimToken);
        Limited = new LimitedClaimer(finder, new TaskSlots(stack, ends.FreedSlots), writer, stack.Time);
        One = new TaskClaimer(finder, Limited, writer, stack.Time);
        Many = new TaskBatchClaimer(stack, options, ends, Exchange, Limited, logger);
    }

    /// <summary>Whether an agent may claim, and of which types.</summary>
    public ClaimGate Gate { get; }

    /// <summary>Ends and claims that go together in one call.</summary>
    public TaskExchange Exchange { get; }

    /// <summary>Claims tasks of a type with a limit.</summary>
    public LimitedClaimer Limited { get; }

    /// <summary>Claims one task of any type.</summary>
    public TaskClaimer One { get; }

    /// <summary>Claims several tasks of any type.</summary>
    public TaskBatchClaimer Many { get; }
}
