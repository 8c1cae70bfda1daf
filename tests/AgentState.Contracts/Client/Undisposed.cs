using AgentState.TestKit;

namespace AgentState.Contracts;

/// <summary>An engine that outlives the containers that use it, seen from a root of one's own.</summary>
internal sealed class Undisposed(IDocumentStore inner, DatabaseRoot? root = null) : PassingDocumentStore(inner)
{
    public override DatabaseRoot Root { get; } = root ?? inner.Root;

    protected override ValueTask EndAsync() => ValueTask.CompletedTask;
}
