namespace AgentState.Benchmarks;

/// <summary>The parts of the benchmark, as named by the option <c>--only</c>.</summary>
internal enum Part
{
    /// <summary>The embedded engine.</summary>
    Embedded,

    /// <summary>Single calls, compared with the generated client alone.</summary>
    Operations,

    /// <summary>Heartbeats and watches.</summary>
    Fleet,

    /// <summary>Draining the queue by one process, compared with the generated client alone.</summary>
    Drain,

    /// <summary>The same over a network with latency.</summary>
    Distance,

    /// <summary>Draining the queue by several processes, compared with one.</summary>
    Processes,

    /// <summary>A type with a concurrency limit beside one without, in one host, over a network with latency.</summary>
    Limited,

    /// <summary>Draining the queue with the official Node client and the simple algorithm of other clients.</summary>
    Node,

    /// <summary>The time from enqueue to the handler of an idle worker.</summary>
    PickUp,

    /// <summary>Users: get-or-create and patches.</summary>
    Users,

    /// <summary>The activity log, buffered and acknowledged.</summary>
    Activity,

    /// <summary>Billed operations of tasks, and of idle workers.</summary>
    Billing,

    /// <summary>Tokens from memory and from the store, and many callers with an expired token.</summary>
    Tokens,
}
