using AgentState.Internal.Documents;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>The result of one message of a listener's stream; all null or false if there is nothing to return yet.</summary>
internal readonly record struct WatchStep
{
    /// <summary>The next consistent snapshot.</summary>
    public ListenSnapshot? Snapshot { get; init; }

    /// <summary>The reason why the service removed the target.</summary>
    public RpcStatus? Removed { get; init; }

    /// <summary>Whether the message names a target that was not requested.</summary>
    public bool IsOfAnotherTarget { get; init; }

    /// <summary>Whether the documents differ from the service's, so that everything must be requested again.</summary>
    public bool IsOutOfStep { get; init; }
}
