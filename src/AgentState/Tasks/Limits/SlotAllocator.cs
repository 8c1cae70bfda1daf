using System.Collections.Concurrent;
using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Tasks.Stored;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tasks.Limits;

/// <summary>Finds the free slots of limited types, and reserves each for one claim of this process.</summary>
internal sealed class SlotAllocator(DocumentStack stack, FreedSlots freed)
{
    // The number of values that Firestore accepts in one "in" filter.
    private const int TasksInAQuery = 30;

    private readonly IDocumentStore documents = stack.Documents;
    private readonly ConcurrentDictionary<string, Reservations> reservations = new(StringComparer.Ordinal);

    /// <summary>Counts the slots of a type that this process has freed and not taken again.</summary>
    public int CountFreed(string type, int limit) => freed.Count(documents.Root, type, limit);

    /// <summary>Reserves slots that this process has freed, without a read.</summary>
    /// <remarks>If another process has taken such a slot since, the claim fails.</remarks>
    /// <param name="type">The type.</param>
    /// <param name="limit">How many slots it has.</param>
    /// <param name="count">How many are wanted.</param>
    public SlotReservation ReserveFreed(string type, int limit, int count)
    {
        var own = Of(type);
        var readAt = own.Releases;
        var free = freed.Take(documents.Root, type, limit).Where(slot => own.TryReserve(slot.Name, readAt)).Take(count);
        return new SlotReservation([.. free.Select(slot => new TaskSlot(slot, own))], othersHaveSome: true, own, readAt);
    }

    /// <summary>Reads the slots of a type once.</summary>
    /// <param name="type">The type.</param>
    /// <param name="limit">How many slots it has.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<SlotRead> ReadAsync(string type, int limit, CancellationToken cancellationToken)
    {
        var own = Of(type);
        var readAt = own.Releases;
        var names = Enumerable.Range(0, limit).Select(number => SlotDocument.NameOf(documents.Root, type, number)).ToArray();
        var slots = (await documents.GetAsync(names, cancellationToken).ConfigureAwait(false)).ToArray();

        // A random order, so that concurrent processes do not all try the same slots.
        Random.Shared.Shuffle(slots);
        return new SlotRead(slots, own, readAt);
    }

    /// <summary>Reserves free slots among those that were read.</summary>
    /// <param name="read">The slots that were read.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<SlotReservation> ReserveAsync(SlotRead read, int count, CancellationToken cancellationToken)
    {
        var (slots, own, readAt) = read;
        var open = slots.ToLookup(slot => own.IsOpen(slot.Name, readAt));
        var othersHaveSome = open[false].Any();
        var used = open[true].ToLookup(slot => SlotDocument.Read(slot.Document) is not null);
        var free = new List<TaskSlot>(count);
        try
        {
            Reserve(used[false]);
            foreach (var some in used[true].Chunk(TasksInAQuery).TakeWhile(_ => free.Count < count))
            {
                // The tasks are read after the slots: a claim that no longer holds its task never holds it again.
                var holders = await HoldersAsync(some, cancellationToken).ConfigureAwait(false);
                Reserve(some.Where(slot => !holders.Contains(SlotDocument.Read(slot.Document)!)));
            }
        }
        catch
        {
            free.ForEach(static slot => slot.Dispose());
            throw;
        }

        return new SlotReservation(free, othersHaveSome, own, readAt);

        void Reserve(IEnumerable<DocumentSnapshot> some)
        {
            foreach (var slot in some.TakeWhile(_ => free.Count < count))
            {
                if (own.TryReserve(slot.Name, readAt))
                {
                    free.Add(new TaskSlot(slot, own));
                }
                else
                {
                    othersHaveSome = true;
                }
            }
        }
    }

    private Reservations Of(string type) => reservations.GetOrAdd(type, static (_, time) => new Reservations(time), stack.Time);

    // Returns the claims that hold the tasks named by the slots.
    private async Task<HashSet<TaskClaim>> HoldersAsync(IEnumerable<DocumentSnapshot> slots, CancellationToken cancellationToken)
    {
        var ids = slots.Select(slot => SlotDocument.Read(slot.Document)!.TaskId).Distinct(StringComparer.Ordinal);
        var query = TaskQueries.Holders(ids.Select(id => documents.Root.Document(TaskDocument.Collection, id)));
        var result = await documents.QueryAsync(documents.Root.Parent, query, cancellationToken).ConfigureAwait(false);
        return [.. result.Documents.Select(HolderOf).OfType<TaskClaim>()];
    }

    private static TaskClaim? HolderOf(Document task)
    {
        var fields = new OptionalFields(task);
        return fields.Text(TaskFields.Status) == TaskStatusText.Of(AgentTaskStatus.Processing) &&
            fields.Text(TaskFields.AssignedTo) is { } agent && fields.Text(TaskFields.ClaimToken) is { } token
            ? new TaskClaim { TaskId = DatabaseRoot.IdOf(task.Name), AgentId = agent, Token = token }
            : null;
    }
}
