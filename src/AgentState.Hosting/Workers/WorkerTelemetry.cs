using System.Diagnostics;

namespace AgentState;

/// <summary>The spans of handlers: each belongs to the trace that its task was enqueued in.</summary>
internal static class WorkerTelemetry
{
    /// <summary>
    /// Begins a span; null where nobody listens. Listeners are anybody's code: what they throw is swallowed, as it says nothing of the
    /// task.
    /// </summary>
    public static Activity? Begin(AgentTask task)
    {
        try
        {
            return Start(task);
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>Ends a span.</summary>
    public static void End(Activity? span)
    {
        try
        {
            span?.Dispose();
        }
        catch (Exception)
        {
            // As above.
        }
    }

    private static Activity? Start(AgentTask task)
    {
        var parent = ActivityContext.TryParse(task.TraceParent, traceState: null, isRemote: true, out var enqueued) ? enqueued : default;
        var span = Telemetry.Source.StartActivity($"process {task.Type}", ActivityKind.Consumer, parent);
        span?.SetTag("messaging.operation.type", "process").SetTag("agentstate.task.attempt", task.Attempt);
        return span;
    }
}
