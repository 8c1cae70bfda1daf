using AgentState.Internal.Activities;
using AgentState.Internal.Agents;
using AgentState.Internal.Agents.Stored;
using AgentState.Internal.Data;
using AgentState.Internal.Data.Checks;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tasks.Completing;
using AgentState.Internal.Tasks.Stored;
using AgentState.Internal.Tasks.Transitions;
using AgentState.Internal.Users;

namespace AgentState;

/// <summary>Collects writes of several services and commits them together: all of them take effect, or none.</summary>
/// <remarks>
/// <para>
/// For example, complete a task, enqueue its child tasks, write the audit entry and set the agent's status. The commit is one call,
/// whatever the number of writes; each write is billed.
/// </para>
/// <para>
/// A batch can write each document only once. A write that is not valid throws when it is added, and leaves the batch unchanged. After a
/// successful commit, committing again does nothing, and adding a write throws. Adding a write also throws after a commit without a known
/// outcome. Not thread-safe.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var batch = client.CreateBatch();
/// batch.Complete(claimed);
/// batch.Enqueue(new NewTask { Type = "notify", CreatedBy = "planner", Payload = payload });
/// await batch.CommitAsync(cancellationToken);
/// </code>
/// </example>
public sealed partial class StateBatch
{
    // The size of a request that the service accepts. The emulator accepts 4 MiB.
    private const int MaxBytes = 10 * 1024 * 1024;

    private const int BytesAroundAWrite = 512;

    private readonly DocumentStack stack;
    private readonly CompletionFactory factory;
    private readonly ActivityForm activities;
    private readonly DatabaseRoot root;
    private readonly List<StateChange> changes = [];
    private readonly List<(ClaimCompletion Completion, int At)> completions = [];
    private readonly List<(ClaimedTask Claimed, HeldChange Step, int At)> steps = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private long size;
    private bool needsClock;
    private ChangeSet? sent;
    private bool isDone;

    internal StateBatch(DocumentStack stack, CompletionFactory factory, ActivityForm activities)
    {
        this.stack = stack;
        this.factory = factory;
        this.activities = activities;
        root = stack.Documents.Root;
    }

    /// <summary>The number of writes in the batch.</summary>
    public int Count => changes.Count;

    /// <summary>Sets the status and the time of the last run of an agent.</summary>
    /// <remarks>If the agent is not registered, creates its document with only these two fields.</remarks>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="status">Idle, running or error.</param>
    /// <exception cref="ArgumentException">
    /// The id or the status is not valid, or the batch already contains a write to the agent.
    /// </exception>
    /// <exception cref="StateLimitException">The batch exceeds 10 MiB.</exception>
    /// <exception cref="InvalidOperationException">The batch was committed already.</exception>
    public void SetAgentStatus(string agentId, AgentStatus status)
    {
        Arguments.CheckId(agentId);
        AgentArguments.CheckKnown(status);

        Add(AgentWrites.SetStatus(root, agentId, status), bytes: 0, nameof(agentId));
    }

    /// <summary>Sets and removes some of a user's preferences; all others stay unchanged.</summary>
    /// <param name="userId">The user's id.</param>
    /// <param name="patch">The preferences to set and remove.</param>
    /// <param name="condition">The condition that must hold at the commit; null = the last write of each key wins.</param>
    /// <exception cref="ArgumentException">
    /// The id is not valid, the path of a key is too long, or the batch already contains a write to the user.
    /// </exception>
    /// <exception cref="StateLimitException">The batch exceeds 10 MiB.</exception>
    /// <exception cref="InvalidOperationException">The batch was committed already.</exception>
    public void PatchPreferences(string userId, MapPatch patch, WriteCondition? condition = null)
    {
        Arguments.CheckId(userId);
        ArgumentNullException.ThrowIfNull(patch);
        patch.CheckUnder(UserFields.Preferences, nameof(patch));

        Add(UserWrites.PatchPreferences(root, userId, patch, condition), patch.ToValue().CalculateSize(), nameof(userId));
    }

    /// <summary>Sets and removes some of an agent's settings; all others stay unchanged.</summary>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="patch">The settings to set and remove.</param>
    /// <param name="condition">The condition that must hold at the commit; null = the last write of each key wins.</param>
    /// <exception cref="ArgumentException">
    /// The id is not valid, the path of a key is too long, or the batch already contains a write to the agent.
    /// </exception>
    /// <exception cref="StateLimitException">The batch exceeds 10 MiB.</exception>
    /// <exception cref="InvalidOperationException">The batch was committed already.</exception>
    public void PatchAgentConfig(string agentId, MapPatch patch, WriteCondition? condition = null)
    {
        Arguments.CheckId(agentId);
        ArgumentNullException.ThrowIfNull(patch);
        patch.CheckUnder(AgentFields.Config, nameof(patch));

        Add(AgentWrites.PatchConfig(root, agentId, patch, condition), patch.ToValue().CalculateSize(), nameof(agentId));
    }

    /// <summary>Adds an entry to the activity log.</summary>
    /// <remarks>The entry is stored if and only if the rest of the batch is, so it can serve as an audit entry.</remarks>
    /// <param name="activity">The entry. Its time is the database's time of the commit.</param>
    /// <returns>The id of the entry.</returns>
    /// <exception cref="ArgumentException">A field is missing or out of range.</exception>
    /// <exception cref="StateLimitException">The entry exceeds 1 MiB, or the batch exceeds 10 MiB.</exception>
    /// <exception cref="InvalidOperationException">The batch was committed already.</exception>
    public string Write(NewActivity activity)
    {
        var write = activities.Make(activity, activities.Ids.Of(activities.Ids.Next()));
        Add(activities.Change(write, activity.Level), write.CalculateSize(), nameof(activity));
        needsClock |= activities.NeedsClock(activity.Level);
        return DatabaseRoot.IdOf(write.Update.Name);
    }

    /// <summary>Commits all writes of the batch together.</summary>
    /// <remarks>
    /// <para>
    /// One call if no document of the batch changes at the same time. Documents whose content the batch needs but does not have are read
    /// first, in one more call. So is the database's time, once per process, if a write needs it.
    /// </para>
    /// <para>Does nothing if the batch is empty or was committed already.</para>
    /// </remarks>
    /// <param name="cancellationToken">Stops waiting. The batch may still take effect; committing it again is safe.</param>
    /// <exception cref="LeaseLostException">A claim no longer holds its task; nothing was written.</exception>
    /// <exception cref="TaskEndedException">A claim has already ended its task with another outcome; nothing was written.</exception>
    /// <exception cref="IdempotencyMismatchException">
    /// A task with the same type and key as an enqueued one exists with another payload; nothing was written.
    /// </exception>
    /// <exception cref="StateNotFoundException">
    /// A claimed task, or a user or agent whose settings the batch changes, does not exist; nothing was written.
    /// </exception>
    /// <exception cref="StateConflictException">
    /// A document does not have the version that a condition requires, or the documents kept changing; nothing was written.
    /// </exception>
    /// <exception cref="StateLimitException">A document or the whole request would be too large; nothing was written.</exception>
    /// <exception cref="StateUnavailableException">
    /// The database did not respond. Committing the same batch again is safe: it reads the documents first, and writes nothing if the batch
    /// took effect. Only a batch of nothing but writes without a condition (a status, preferences, settings) is sent again.
    /// </exception>
    public async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (isDone || changes.Count == 0)
        {
            return;
        }

        if (needsClock)
        {
            await stack.SetClockAsync(TaskDocument.Collection, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            sent ??= new ChangeSet(changes, root);
            var results = await stack.Writer.WriteAsync(sent, cancellationToken).ConfigureAwait(false);
            isDone = true;
            completions.ForEach(one => one.Completion.Settle(results[one.At]));
            foreach (var (claimed, step, at) in steps)
            {
                // A task that was deleted since the commit has no version to continue with.
                if (results[at] is { Written: not null } or { Before.Document: not null })
                {
                    claimed.Adopt(step.Settle(results[at]).Claim);
                }
            }
        }
        catch (Exception error) when (error is StateUnavailableException or OperationCanceledException)
        {
            completions.ForEach(static one => one.Completion.Unsettle());
            throw;
        }
        finally
        {
            // Nothing was sent, or nothing was written: the next commit starts anew.
            sent = sent is { MayBeApplied: true } ? sent : null;
        }
    }

    private void Add(StateChange change, int bytes, string argument)
    {
        if (isDone)
        {
            throw new InvalidOperationException("The batch was committed already. Create a new batch.");
        }

        if (sent is not null)
        {
            throw new InvalidOperationException(
                "A commit of the batch ended without a known outcome. Commit it again before adding a write, or create a new batch.");
        }

        if (names.Contains(change.Name))
        {
            throw new ArgumentException(
                $"The document '{root.PathOf(change.Name)}' is in the batch already. A batch can write each document only once.", argument);
        }

        var grown = size + bytes + change.Name.Length + BytesAroundAWrite;
        if (grown > MaxBytes)
        {
            throw new StateLimitException(
                $"With this write, the batch would have about {grown} bytes; the limit is {MaxBytes} bytes. " +
                "Commit the batch without this write, and add the write to a new batch.")
            {
                Size = grown,
                Limit = MaxBytes,
            };
        }

        names.Add(change.Name);
        changes.Add(change);
        size = grown;
    }
}
