namespace AgentState.Internal.Tasks;

/// <summary>The limits that arguments and stored tasks have in common.</summary>
internal static class TaskLimits
{
    /// <summary>The bytes that a task's content must leave free in its document for the fields of claims and completions.</summary>
    public const int Reserve = 16 * 1024;

    /// <summary>The maximum number of slots of a type.</summary>
    /// <remarks>It bounds the cost of a claim that finds no free slot, because such a claim reads all slots.</remarks>
    public const int MaxSlots = 1_000;
}
