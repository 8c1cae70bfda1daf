namespace AgentState.Benchmarks;

/// <summary>What can be measured by itself. The names are those of the option <c>--only</c>.</summary>
internal enum Part
{
    /// <summary>The engine in memory.</summary>
    Embedded,

    /// <summary>Single calls, against the generated client alone.</summary>
    Operations,

    /// <summary>Heartbeats and watching.</summary>
    Fleet,

    /// <summary>Emptying the queue by one process, against the generated client alone.</summary>
    Drain,

    /// <summary>The same over a network that takes its time.</summary>
    Distance,

    /// <summary>Emptying the queue by several processes, against one.</summary>
    Processes,

    /// <summary>A type with a limit beside one without, in one host, over a network that takes its time.</summary>
    Limited,

    /// <summary>Emptying the queue by the official Node client and the plan's algorithm.</summary>
    Node,

    /// <summary>From enqueue to the handler of an idle worker.</summary>
    PickUp,

    /// <summary>Users: get or create, and patches.</summary>
    Users,

    /// <summary>The activity log, buffered and not.</summary>
    Activity,

    /// <summary>What the database bills for tasks, and for waiting for them.</summary>
    Billing,

    /// <summary>Tokens from memory and from the store, and many callers when one runs out.</summary>
    Tokens,
}
