using System.Collections.Concurrent;

namespace AgentState;

/// <summary>
/// The slots whose claims this process has ended: each is free until another claim takes it, and need not be read. Thread-safe.
/// </summary>
internal sealed class FreedSlots
{
    // By the type's slots, and then by name: at most as many as a type has slots.
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, DocumentSnapshot>> freed = new(StringComparer.Ordinal);

    /// <summary>A claim has ended, and with it its hold on the slot, if it has one.</summary>
    public void Add(TaskClaim ended)
    {
        if (ended.Slot is { } slot)
        {
            Of(SlotDocument.TypeOf(slot.Name))[slot.Name] = slot;
        }
    }

    /// <summary>How many of the first so many slots of a type are known to be free.</summary>
    public int Count(DatabaseRoot root, string type, int limit)
    {
        var known = Of(TaskTypeDocument.NameOf(root, type));
        return known.IsEmpty ? 0 : known.Keys.Count(name => SlotDocument.NumberOf(name) < limit);
    }

    /// <summary>Takes those of the first so many slots of a type, as the claims that have ended wrote them; each is handed out once.</summary>
    public IEnumerable<DocumentSnapshot> Take(DatabaseRoot root, string type, int limit)
    {
        var known = Of(TaskTypeDocument.NameOf(root, type));
        foreach (var name in known.Keys.Where(name => SlotDocument.NumberOf(name) < limit))
        {
            if (known.TryRemove(name, out var slot))
            {
                yield return slot;
            }
        }
    }

    private ConcurrentDictionary<string, DocumentSnapshot> Of(string type) => freed.GetOrAdd(type, static _ => new(StringComparer.Ordinal));
}
