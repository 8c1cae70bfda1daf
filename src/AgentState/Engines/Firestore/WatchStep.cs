using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>What a message of a listener's stream comes to. All null or false: nothing to tell yet.</summary>
internal readonly record struct WatchStep
{
    /// <summary>A consistent state, to be told.</summary>
    public ListenSnapshot? Snapshot { get; init; }

    /// <summary>The service has ended our target, for this reason.</summary>
    public RpcStatus? Removed { get; init; }

    /// <summary>The service speaks of a target that was not asked for: this is not our stream.</summary>
    public bool IsOfAnotherTarget { get; init; }

    /// <summary>What we hold is not what the service holds: only listing all of it again helps.</summary>
    public bool IsOutOfStep { get; init; }
}
