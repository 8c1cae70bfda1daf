using System.Runtime.CompilerServices;
using AgentState.Internal.Data;
using AgentState.Internal.Data.Checks;

namespace AgentState.Internal.Agents;

/// <summary>Validates the arguments of the registry before anything is sent.</summary>
internal static class AgentArguments
{
    public static readonly TimeSpan MinHeartbeat = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan MaxHeartbeat = TimeSpan.FromHours(1);

    public static void Check(AgentRegistration registration)
    {
        ArgumentNullException.ThrowIfNull(registration);
        Arguments.CheckId(registration.Id);
        Arguments.CheckName(registration.Type);
        if (registration.Name is { } name)
        {
            Arguments.CheckText(name, argument: "registration.Name");
        }

        if (registration.SoftwareVersion is { } version)
        {
            Arguments.CheckText(version, argument: "registration.SoftwareVersion");
        }

        foreach (var capability in registration.Capabilities ?? [])
        {
            Arguments.CheckName(capability, "registration.Capabilities");
        }
    }

    public static void Check(AgentInstanceOptions? options)
    {
        if (options?.HeartbeatInterval is { } interval && (interval < MinHeartbeat || interval > MaxHeartbeat))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), interval, $"HeartbeatInterval must be {MinHeartbeat} to {MaxHeartbeat}; try 30 seconds.");
        }
    }

    public static void CheckKnown(AgentDesiredState state, [CallerArgumentExpression(nameof(state))] string argument = "")
    {
        if (state is AgentDesiredState.Unknown || !Enum.IsDefined(state))
        {
            throw new ArgumentOutOfRangeException(argument, state, "The desired state must be Running, Paused or Stopped.");
        }
    }

    public static void CheckConfig(StateMap config)
    {
        ArgumentNullException.ThrowIfNull(config);
        ValueGuard.Check(Values.Of(config), AgentFields.Config, nameof(config));
        DocumentGuard.CheckSize("", [new(AgentFields.Config, Values.Of(config))]);
    }

    public static void CheckKnown(AgentStatus status, [CallerArgumentExpression(nameof(status))] string argument = "")
    {
        if (status is AgentStatus.Unknown || !Enum.IsDefined(status))
        {
            throw new ArgumentOutOfRangeException(argument, status, "The status must be Idle, Running or Error.");
        }
    }

    public static void Check(LivenessDetail liveness)
    {
        if (!Enum.IsDefined(liveness))
        {
            throw new ArgumentOutOfRangeException(nameof(liveness), liveness, "The detail must be None, Grades or Heartbeats.");
        }
    }

    public static void CheckIncrement(AgentStats increment)
    {
        ArgumentNullException.ThrowIfNull(increment);
        if (increment.TasksCompleted < 0 || increment.Errors < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(increment), increment, "TasksCompleted and Errors must not be negative: counters only grow.");
        }
    }
}
