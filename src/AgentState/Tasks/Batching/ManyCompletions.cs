using System.Runtime.ExceptionServices;
using AgentState.Internal.Tasks.Completing;

namespace AgentState.Internal.Tasks.Batching;

/// <summary>Completes or fails several claims in as few calls as possible, each with its own outcome.</summary>
internal sealed class ManyCompletions(CompletionFactory factory, TaskBatch taskBatch)
{
    public async Task<IReadOnlyList<CompletionOutcome>> CompleteAsync(
        IReadOnlyList<TaskCompletion> completions, CancellationToken cancellationToken)
    {
        var tooLarge = completions.Select(completion => TooLarge(completion.Result)).ToList();
        var wanted = completions.Select((completion, i) => tooLarge[i] is null
            ? factory.Complete(completion.Claim, completion.Result)
            : factory.Fail(completion.Claim, new TaskFailure(AgentTaskErrors.ResultTooLarge))).ToList();
        IReadOnlyList<TaskClaim> claims = [.. completions.Select(completion => completion.Claim)];
        var outcomes = (await RunAsync(claims, wanted, cancellationToken).ConfigureAwait(false)).ToList();
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (tooLarge[i] is { } limit && outcomes[i].IsEnded)
            {
                outcomes[i] = outcomes[i] with { Error = limit };
            }
            else if (outcomes[i].Error is StateLimitException late)
            {
                // A task whose result is too large fails permanently. Otherwise its work would be repeated with the same result.
                var failure = new TaskFailure(AgentTaskErrors.ResultTooLarge);
                var error = await TryFailAsync(outcomes[i].Claim, failure, cancellationToken).ConfigureAwait(false);
                outcomes[i] = outcomes[i] with { Error = error ?? late };
            }
        }

        return outcomes;
    }

    public async Task<IReadOnlyList<CompletionOutcome>> FailAsync(IReadOnlyList<FailedTask> failings, CancellationToken cancellationToken)
    {
        var wanted = failings.Select(failing => factory.Fail(failing.Claim, failing.Failure)).ToList();
        IReadOnlyList<TaskClaim> claims = [.. failings.Select(failing => failing.Claim)];
        var outcomes = (await RunAsync(claims, wanted, cancellationToken).ConfigureAwait(false)).ToList();
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i].Error is StateLimitException)
            {
                // Fails the task on its own, which uses the brief form if the document is full.
                var error = await TryFailAsync(outcomes[i].Claim, failings[i].Failure, cancellationToken).ConfigureAwait(false);
                outcomes[i] = outcomes[i] with { Error = error };
            }
        }

        return outcomes;
    }

    private async Task<IReadOnlyList<CompletionOutcome>> RunAsync(
        IReadOnlyList<TaskClaim> claims, IReadOnlyList<ClaimCompletion> wanted, CancellationToken cancellationToken)
    {
        var result = await taskBatch.RunAsync(wanted, [], cancellationToken).ConfigureAwait(false);
        if (result.EndErrors.FirstOrDefault(error => error is not (null or AgentStateException or OperationCanceledException))
            is { } unforeseen)
        {
            ExceptionDispatchInfo.Throw(unforeseen);
        }

        return result.EndErrors.OfType<OperationCanceledException>().FirstOrDefault() is { } cancelled
            ? throw new OperationCanceledException(cancelled.Message, cancelled, cancellationToken)
            : [.. claims.Select((claim, i) => new CompletionOutcome { Claim = claim, Error = (AgentStateException?)result.EndErrors[i] })];
    }

    // Returns the error instead of throwing it, so that it does not affect the other claims.
    private async Task<AgentStateException?> TryFailAsync(TaskClaim claim, TaskFailure failure, CancellationToken cancellationToken)
    {
        try
        {
            await factory.FailAsync(claim, failure, cancellationToken).ConfigureAwait(false);
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
