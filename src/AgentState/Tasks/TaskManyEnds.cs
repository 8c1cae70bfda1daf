using System.Runtime.ExceptionServices;

namespace AgentState;

/// <summary>Ends several claims in as few calls as they fit in, each with an outcome of its own.</summary>
internal sealed class TaskManyEnds(TaskEnds ends, TaskExchange exchange)
{
    public async Task<IReadOnlyList<ClaimOutcome>> CompleteAsync(IReadOnlyList<TaskCompletion> completions, CancellationToken cancellationToken)
    {
        var tooLarge = completions.Select(completion => TooLarge(completion.Result)).ToList();
        var wanted = completions.Select((completion, i) => tooLarge[i] is null
            ? ends.Complete(completion.Claim, completion.Result)
            : ends.Fail(completion.Claim, new TaskFailure(AgentTaskErrors.ResultTooLarge))).ToList();
        var outcomes = (await RunAsync([.. completions.Select(completion => completion.Claim)], wanted, cancellationToken).ConfigureAwait(false)).ToList();
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (tooLarge[i] is { } limit && outcomes[i].IsEnded)
            {
                outcomes[i] = outcomes[i] with { Error = limit };
            }
            else if (outcomes[i].Error is StateLimitException late)
            {
                // Work that was done but cannot be kept must not be done again and again: the task ends, and says why.
                var failure = new TaskFailure(AgentTaskErrors.ResultTooLarge);
                outcomes[i] = outcomes[i] with { Error = await TryFailAsync(outcomes[i].Claim, failure, cancellationToken).ConfigureAwait(false) ?? late };
            }
        }

        return outcomes;
    }

    public async Task<IReadOnlyList<ClaimOutcome>> FailAsync(IReadOnlyList<TaskFailing> failings, CancellationToken cancellationToken)
    {
        var wanted = failings.Select(failing => ends.Fail(failing.Claim, failing.Failure)).ToList();
        var outcomes = (await RunAsync([.. failings.Select(failing => failing.Claim)], wanted, cancellationToken).ConfigureAwait(false)).ToList();
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i].Error is StateLimitException)
            {
                // By itself, as a single one: briefly where another program has filled the document.
                outcomes[i] = outcomes[i] with { Error = await TryFailAsync(outcomes[i].Claim, failings[i].Failure, cancellationToken).ConfigureAwait(false) };
            }
        }

        return outcomes;
    }

    private async Task<IReadOnlyList<ClaimOutcome>> RunAsync(
        IReadOnlyList<TaskClaim> claims, IReadOnlyList<TaskEnd> wanted, CancellationToken cancellationToken)
    {
        var result = await exchange.RunAsync(wanted, [], cancellationToken).ConfigureAwait(false);
        if (result.EndErrors.FirstOrDefault(error => error is not (null or AgentStateException or OperationCanceledException)) is { } unforeseen)
        {
            ExceptionDispatchInfo.Throw(unforeseen);
        }

        return result.EndErrors.OfType<OperationCanceledException>().FirstOrDefault() is { } cancelled
            ? throw new OperationCanceledException(cancelled.Message, cancelled, cancellationToken)
            : [.. claims.Select((claim, i) => new ClaimOutcome(claim, (AgentStateException?)result.EndErrors[i]))];
    }

    // Why one cannot be ended so is no error of the others; null where it was.
    private async Task<AgentStateException?> TryFailAsync(TaskClaim claim, TaskFailure failure, CancellationToken cancellationToken)
    {
        try
        {
            await ends.FailAsync(claim, failure, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (AgentStateException error)
        {
            return error;
        }
    }

    private static StateLimitException? TooLarge(StateMap? result)
    {
        try
        {
            TaskArguments.CheckResult(result);
            return null;
        }
        catch (StateLimitException error)
        {
            return error;
        }
    }
}
