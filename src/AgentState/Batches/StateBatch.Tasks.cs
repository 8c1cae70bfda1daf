using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Tasks;
using AgentState.Internal.Tasks.Completing;
using AgentState.Internal.Tasks.Enqueueing;
using AgentState.Internal.Tasks.Stored;
using AgentState.Internal.Tasks.Transitions;

namespace AgentState;

/// <content>The writes to tasks.</content>
public sealed partial class StateBatch
{
    /// <summary>Adds a task to enqueue.</summary>
    /// <remarks>
    /// If a task with the same type and <see cref="NewTask.IdempotencyKey"/> exists, it stays unchanged, and the rest of the batch is
    /// committed. If its payload is different, the commit throws.
    /// </remarks>
    /// <param name="task">The task.</param>
    /// <returns>The id of the new or existing task.</returns>
    /// <exception cref="ArgumentException">
    /// A field is missing or out of range, or the batch contains a task with the same type and key.
    /// </exception>
    /// <exception cref="StateLimitException">The task exceeds 1 MiB less 16 KiB, or the batch exceeds 10 MiB.</exception>
    /// <exception cref="InvalidOperationException">The batch was committed already.</exception>
    public string Enqueue(NewTask task)
    {
        var write = TaskWrites.Enqueue(root, task, factory.Partitions);
        var isDelayed = TaskWrites.NeedsClock(task);
        Add(
            TaskCreation.Of(write, isDelayed ? () => TaskWrites.Delayed(write, task, stack.Clock.Now) : null),
            write.CalculateSize(),
            nameof(task));
        needsClock |= isDelayed;
        return DatabaseRoot.IdOf(write.Update.Name);
    }

    /// <summary>Adds the completion of a claimed task.</summary>
    /// <remarks>
    /// If the result does not fit in the document, this method or the commit throws <see cref="StateLimitException"/>. The task then stays
    /// claimed: fail it, or complete it with a smaller result.
    /// </remarks>
    /// <param name="claimed">The claimed task.</param>
    /// <param name="result">The result; null = no result.</param>
    /// <exception cref="ArgumentException">The result is not valid, or the batch already contains a write to the task.</exception>
    /// <exception cref="StateLimitException">The result exceeds the size limit of a document, or the batch exceeds 10 MiB.</exception>
    /// <exception cref="InvalidOperationException">The batch was committed already.</exception>
    public void Complete(ClaimedTask claimed, StateMap? result = null)
    {
        ArgumentNullException.ThrowIfNull(claimed);

        Complete(claimed.Claim, result, nameof(claimed));
    }

    /// <summary>Adds the failure of a claimed task, which is retried or final as with <see cref="ClaimedTask.FailAsync"/>.</summary>
    /// <param name="claimed">The claimed task.</param>
    /// <param name="failure">The reason, and whether the task may be retried.</param>
    /// <exception cref="ArgumentException">The batch already contains a write to the task.</exception>
    /// <exception cref="StateLimitException">The batch exceeds 10 MiB.</exception>
    /// <exception cref="InvalidOperationException">The batch was committed already.</exception>
    public void Fail(ClaimedTask claimed, TaskFailure failure)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        ArgumentNullException.ThrowIfNull(failure);

        Add(factory.Fail(claimed.Claim, failure), bytes: 0, nameof(claimed));
    }

    /// <summary>Adds the release of a claimed task without counting the attempt; see <see cref="ClaimedTask.ReleaseAsync"/>.</summary>
    /// <param name="claimed">The claimed task.</param>
    /// <exception cref="ArgumentException">The batch already contains a write to the task.</exception>
    /// <exception cref="StateLimitException">The batch exceeds 10 MiB.</exception>
    /// <exception cref="InvalidOperationException">The batch was committed already.</exception>
    public void Release(ClaimedTask claimed)
    {
        ArgumentNullException.ThrowIfNull(claimed);

        Add(factory.Release(claimed.Claim), bytes: 0, nameof(claimed));
    }

    /// <summary>Makes a claimed task wait for input; see <see cref="ClaimedTask.WaitForInputAsync"/>.</summary>
    /// <remarks>For example, together with the activity log entry that asks for the input.</remarks>
    /// <param name="claimed">The claimed task.</param>
    /// <param name="deadline">The time to wait for a reply, starting at the commit: zero to 365 days; null = no deadline.</param>
    /// <exception cref="ArgumentException">The deadline is not valid, or the batch already contains a write to the task.</exception>
    /// <exception cref="StateLimitException">The batch exceeds 10 MiB.</exception>
    /// <exception cref="InvalidOperationException">The batch was committed already.</exception>
    public void WaitForInput(ClaimedTask claimed, TimeSpan? deadline = null)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        TaskArguments.CheckDeadline(deadline);

        Add(factory.Wait(claimed.Claim, deadline), bytes: 0, nameof(claimed));
    }

    /// <summary>Saves a checkpoint of a claimed task, which stays claimed; see <see cref="ClaimedTask.SaveCheckpointAsync"/>.</summary>
    /// <remarks>
    /// For example, together with child tasks: another attempt then finds in the checkpoint that they are enqueued. After the commit, the
    /// handle continues with the new version of the task.
    /// </remarks>
    /// <param name="claimed">The claimed task.</param>
    /// <param name="checkpoint">The state to resume from.</param>
    /// <exception cref="ArgumentException">The checkpoint is not valid, or the batch already contains a write to the task.</exception>
    /// <exception cref="StateLimitException">The batch exceeds 10 MiB.</exception>
    /// <exception cref="InvalidOperationException">The batch was committed already.</exception>
    public void SaveCheckpoint(ClaimedTask claimed, StateMap checkpoint)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        TaskArguments.CheckContent(checkpoint, TaskFields.Checkpoint);

        var step = HeldChange.Update(root, claimed.Claim, ClaimUpdate.None with { Checkpoint = checkpoint }, DocumentIds.New());
        Add(step.Change, checkpoint.Fields.CalculateSize(), nameof(claimed));
        steps.Add((claimed, step, changes.Count - 1));
    }

    /// <summary>Adds the completion of the claim that a worker holds.</summary>
    internal void Complete(TaskClaim claim, StateMap? result, string argument = "claim")
    {
        TaskArguments.CheckResult(result);

        Add(factory.Complete(claim, result), result?.Fields.CalculateSize() ?? 0, argument);
    }

    private void Add(ClaimCompletion completion, int bytes, string argument)
    {
        Add(completion.Change, bytes, argument);
        needsClock |= completion.NeedsClock;
        completions.Add((completion, changes.Count - 1));
    }
}
