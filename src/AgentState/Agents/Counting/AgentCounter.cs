using AgentState.Internal.Agents.Stored;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Documents.Writing;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Agents.Counting;

/// <summary>Gathers the counters of one agent in this process, and adds each increment to the agent's document exactly once.</summary>
/// <remarks>
/// One commit writes two documents. It adds the increment to the agent's document. It also stores the total added so far in a document that
/// only this process writes, on condition of that document's version. So a repeat after a lost reply adds nothing twice. Increments that
/// arrive during a commit share the next one.
/// </remarks>
/// <param name="agentId">The agent's id.</param>
/// <param name="stack">The document store.</param>
/// <param name="kept">Called when storing failed and the counters wait for another flush.</param>
internal sealed class AgentCounter(string agentId, DocumentStack stack, Action kept)
{
    private readonly Lock gate = new();
    private CountBatch open = new();
    private bool running;

    // Used only by the running flush, so without the lock.
    private readonly HashSet<string> made = [];
    private AgentStats flushed = AgentStats.None;
    private DocumentSnapshot? known;
    private string? instanceName;

    /// <summary>The documents that this process has created and must delete at dispose; do not read during a flush.</summary>
    public IReadOnlyCollection<string> InstanceNames => made;

    /// <summary>Adds an increment that a later flush stores.</summary>
    public void Add(AgentStats increment)
    {
        lock (gate)
        {
            open.Counts = open.Counts.Plus(increment);
        }
    }

    /// <summary>Stores an increment together with all gathered ones.</summary>
    /// <returns>A task that completes with the commit; if it fails, the increments stay gathered.</returns>
    public Task StoreAsync(AgentStats increment)
    {
        lock (gate)
        {
            if (open.Counts.Plus(increment) is { IsNone: true } && !running)
            {
                return Task.CompletedTask;
            }

            open.Counts = open.Counts.Plus(increment);
            var batch = open;
            if (!running)
            {
                running = true;
                _ = RunAsync();
            }

            return batch.Stored;
        }
    }

    private async Task RunAsync()
    {
        // Returns to the caller before the first flush begins.
        await Task.Yield();
        while (TryTake(out var batch))
        {
            try
            {
                await FlushAsync(batch.Counts).ConfigureAwait(false);
                batch.Succeed();
            }
            catch (StateNotFoundException error)
            {
                // The agent is not registered: discard its counters, and the recorded total with them.
                Forget();
                batch.Fail(error);
            }
            catch (Exception error)
            {
                Keep(batch, error);
                return;
            }
        }
    }

    // Keeps the counts for a later flush. Fails the waiting callers at once, because that flush may come much later.
    private void Keep(CountBatch batch, Exception error)
    {
        known = null;
        CountBatch waiting;
        lock (gate)
        {
            waiting = open;
            open = new CountBatch { Counts = waiting.Counts.Plus(batch.Counts) };
            running = false;
        }

        kept();
        batch.Fail(error);
        waiting.Fail(error);
    }

    private bool TryTake(out CountBatch batch)
    {
        lock (gate)
        {
            batch = open;
            open = new CountBatch();
            running = !batch.Counts.IsNone;
        }

        if (batch.Counts.IsNone)
        {
            batch.Succeed();
            return false;
        }

        return true;
    }

    private async Task FlushAsync(AgentStats counts)
    {
        var root = stack.Documents.Root;
        if (instanceName is null)
        {
            instanceName = InstanceDocument.NameOf(root, agentId, DocumentIds.New());
            known = new DocumentSnapshot(instanceName, Document: null);
        }

        if (!stack.Clock.IsSet)
        {
            // A read of several documents returns the database's time; a read of one does not.
            await stack.Documents.GetAsync([AgentWrites.NameOf(root, agentId), instanceName], CancellationToken.None).ConfigureAwait(false);
        }

        var goal = flushed.Plus(counts);
        var change = new StateChange
        {
            Name = instanceName,
            Known = known,
            Decide = snapshot => FlushedIn(snapshot) == goal
                ? null
                : InstanceDocument.Flush(snapshot, agentId, goal, stack.Clock.Now),
            IsMine = snapshot => snapshot.Document is not null && FlushedIn(snapshot) == goal,
            PiggybackedWrite = snapshot => new PiggybackedWrite(
                AgentWrites.Increment(root, agentId, goal.Minus(FlushedIn(snapshot))), IsRequired: true),
        };
        var result = await stack.Writer.WriteAsync(change, CancellationToken.None).ConfigureAwait(false);
        flushed = goal;
        made.Add(instanceName);
        known = result.Written is { } written
            ? new DocumentSnapshot(instanceName, new Document { Name = instanceName, UpdateTime = written.UpdateTime })
            : result.Before;
    }

    // After a flush only the version of the own document is cached. If the document is missing although this process wrote it, another
    // process deleted it. The total that was stored last is still valid.
    private AgentStats FlushedIn(DocumentSnapshot snapshot) =>
        snapshot.Document is { } document && !ReferenceEquals(snapshot, known) ? InstanceDocument.ReadFlushed(document) : flushed;

    private void Forget()
    {
        flushed = AgentStats.None;
        known = null;
        instanceName = null;
    }
}
