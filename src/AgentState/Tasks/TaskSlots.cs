using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>Finds the free slots of limited types.</summary>
internal sealed class TaskSlots(IDocumentStore documents)
{
    /// <summary>How many slots a type may have: a claim that finds none free has read them all.</summary>
    public const int Most = 1_000;

    // How many names a query takes.
    private const int TasksInAQuery = 30;

    /// <summary>A slot that is free; null where at one moment inside the call all were taken.</summary>
    public async ValueTask<TaskSlot?> FindFreeAsync(ClaimableType type, CancellationToken cancellationToken) => type.State.Limit is { } limit
        ? await FindFreeAsync(type.Type, limit, cancellationToken).ConfigureAwait(false) is { } free ? new TaskSlot(free) : null
        : TaskSlot.None;

    private async Task<DocumentSnapshot?> FindFreeAsync(string type, int limit, CancellationToken cancellationToken)
    {
        var names = Enumerable.Range(0, limit).Select(number => SlotDocument.NameOf(documents.Root, type, number)).ToArray();
        var slots = (await documents.GetAsync(names, cancellationToken).ConfigureAwait(false)).ToArray();

        // By chance, so that many who look at the same time do not all want the same one.
        Random.Shared.Shuffle(slots);
        if (Array.Find(slots, slot => SlotDocument.Read(slot.Document) is null) is { } unused)
        {
            return unused;
        }

        foreach (var some in slots.Chunk(TasksInAQuery))
        {
            // Asked for after the slots: a claim that does not hold its task now has lost it for good.
            var holders = await HoldersAsync(some, cancellationToken).ConfigureAwait(false);
            if (Array.Find(some, slot => !holders.Contains(SlotDocument.Read(slot.Document)!)) is { } free)
            {
                return free;
            }
        }

        return null;
    }

    // The claims that hold the tasks that the slots name.
    private async Task<HashSet<TaskClaim>> HoldersAsync(IReadOnlyList<DocumentSnapshot> slots, CancellationToken cancellationToken)
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
