using System.Diagnostics;

namespace AgentState;

/// <summary>The spans of handlers: each belongs to the trace that its task was enqueued in.</summary>
internal static class WorkerTelemetry
{
    public static Activity? Begin(AgentTask task)
    {
        var parent = ActivityContext.TryParse(task.TraceParent, traceState: null, isRemote: true, out var enqueued) ? enqueued : default;
        var span = Telemetry.Source.StartActivity($"process {task.Type}", ActivityKind.Consumer, parent);
        span?.SetTag("messaging.operation.type", "process").SetTag("agentstate.task.attempt", task.Attempt);
        return span;
    }
}
