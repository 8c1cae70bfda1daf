using System.Diagnostics;
using AgentState.Internal.Diagnostics;

namespace AgentState.Internal.Hosting.Workers.Attempts;

/// <summary>Creates the spans of handlers, each in the trace in which its task was enqueued.</summary>
internal static class WorkerTelemetry
{
    public static GuardedSpan Begin(AgentTask task)
    {
        var parent = ActivityContext.TryParse(task.TraceParent, traceState: null, isRemote: true, out var enqueued) ? enqueued : default;
        return GuardedSpan.Begin(
            $"process {task.Type}",
            ActivityKind.Consumer,
            parent,
            ("messaging.operation.type", "process"),
            ("agentstate.task.attempt", task.Attempt));
    }
}
