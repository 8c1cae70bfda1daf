using System.Collections.Concurrent;
using AgentState.Internal.Data;
using AgentState.Internal.Documents;

namespace AgentState.Internal.Tasks.Limits;

/// <summary>Keeps the slots whose claims this process has completed, so that they can be taken again without a read.</summary>
/// <remarks>Such a slot is free until another claim takes it. Thread-safe.</remarks>
internal sealed class FreedSlots
{
    // By type, then by slot name. The memory is bounded by the number of slots of each type.
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, DocumentSnapshot>> freed = new(StringComparer.Ordinal);

    /// <summary>Adds the slot of a completed claim, if it has one.</summary>
    public void Add(TaskClaim ended)
    {
        if (ended.Slot is { } slot)
        {
            Of(SlotDocument.TypeOf(slot.Name))[slot.Name] = slot;
        }
    }

    /// <summary>Counts the freed slots of a type with a number below the limit.</summary>
    public int Count(DatabaseRoot root, string type, int limit)
    {
        var known = Of(TaskTypeDocument.NameOf(root, type));
        return known.IsEmpty ? 0 : known.Keys.Count(name => SlotDocument.NumberOf(name) < limit);
    }

    /// <summary>Removes and returns the freed slots of a type with a number below the limit.</summary>
    /// <remarks>Each slot is as its completed claim wrote it, and is returned once.</remarks>
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
