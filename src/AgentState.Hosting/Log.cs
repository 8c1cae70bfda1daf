using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>Every log message of the hosting package. Ids are stable; ids of documents appear, content and secrets never.</summary>
internal static partial class Log
{
    [LoggerMessage(8001, LogLevel.Warning, "Agent {AgentId} cannot be started yet: the database did not answer. It is tried again.")]
    public static partial void AgentWaits(ILogger logger, string agentId, Exception cause);

    [LoggerMessage(8002, LogLevel.Error, "Agent {AgentId} cannot be watched; it is tried again in {Delay}. Until then its settings stay as they are.")]
    public static partial void WatchFailed(ILogger logger, string agentId, TimeSpan delay, Exception cause);

    [LoggerMessage(8003, LogLevel.Warning, "Agent {AgentId} has lost its instance, number {Epoch}: {Loss}.")]
    public static partial void AgentLost(ILogger logger, string agentId, long epoch, AgentInstanceLoss loss);

    [LoggerMessage(8004, LogLevel.Information, "Agent {AgentId} is wanted stopped: the host stops.")]
    public static partial void WantedStopped(ILogger logger, string agentId);

    [LoggerMessage(8005, LogLevel.Warning, "That agent {AgentId} has {Reason} could not be told.")]
    public static partial void StatusUntold(ILogger logger, string agentId, string reason, Exception cause);

    [LoggerMessage(8006, LogLevel.Warning, "Looking for dead agents failed; it is tried again later.")]
    public static partial void SweepFailed(ILogger logger, Exception cause);
}
