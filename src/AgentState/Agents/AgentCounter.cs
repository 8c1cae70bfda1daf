using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// One agent's counters in this process. They are stored by adding to the agent's document in the same commit that says, in a
/// document of this process's own and on condition of its version, how much has been added in all: so each is added exactly once, whatever replies are lost.
/// Those that come while a commit is under way go together in the next one.
/// </summary>
/// <param name="agentId">The agent.</param>
/// <param name="stack">Where the counters are stored.</param>
/// <param name="kept">Called when counters could not be stored, and wait for another flush.</param>
internal sealed class AgentCounter(string agentId, DocumentStack stack, Action kept)
{
    private readonly Lock gate = new();
    private CountBatch open = new();
    private bool running;

    // One flush at a time touches these.
    private readonly HashSet<string> made = [];
    private AgentStats flushed = AgentStats.None;
    private DocumentSnapshot? known;
    private string? instanceName;

    /// <summary>The documents that this process has made, and has to take away when it goes. Not while a flush is under way.</summary>
    public IReadOnlyCollection<string> InstanceNames => made;

    /// <summary>Gathers, to be stored by a later flush.</summary>
    public void Add(AgentStats increment)
    {
        lock (gate)
        {
            open.Counts = open.Counts.Plus(increment);
        }
    }

    /// <summary>Stores these and all that is gathered. The task ends with the commit that has them in it; on a failure they stay gathered.</summary>
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
        // The caller that came first waits as the others do.
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
                // Nobody's counters: they are let go, and with them what was said of them.
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

    // Whatever went wrong, nothing that was counted is lost; and nobody waits for a flush that may be long in coming.
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
            // Several documents in one call bring the database's time along.
            await stack.Documents.GetAsync([AgentChanges.NameOf(root, agentId), instanceName], CancellationToken.None).ConfigureAwait(false);
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
            Rider = snapshot => new Rider(AgentChanges.Increment(root, agentId, goal.Minus(FlushedIn(snapshot))), IsRequired: true),
        };
        var result = await stack.Writer.WriteAsync(change, CancellationToken.None).ConfigureAwait(false);
        flushed = goal;
        made.Add(instanceName);
        known = result.Written is { } written
            ? new DocumentSnapshot(instanceName, new Document { Name = instanceName, UpdateTime = written.UpdateTime })
            : result.Before;
    }

    // What is known of our own document after a flush is its version alone. One that is gone though we wrote it was deleted behind our
    // back: what it said last still holds.
    private AgentStats FlushedIn(DocumentSnapshot snapshot) =>
        snapshot.Document is { } document && !ReferenceEquals(snapshot, known) ? InstanceDocument.ReadFlushed(document) : flushed;

    private void Forget()
    {
        flushed = AgentStats.None;
        known = null;
        instanceName = null;
    }
}
