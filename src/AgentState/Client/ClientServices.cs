namespace AgentState.Internal.Client;

/// <summary>The public services of one registration, which <see cref="AgentStateClient"/> provides.</summary>
internal sealed record ClientServices
{
    public required IUserStore Users { get; init; }

    public required IAgentRegistry Agents { get; init; }

    public required ITaskQueue Tasks { get; init; }

    public required ITaskAdministration TaskAdministration { get; init; }

    public required ITokenVault Tokens { get; init; }

    public required IActivityLog Activity { get; init; }
}
