using AgentState.TestKit;

namespace AgentState.Contracts;

/// <summary>An engine that is not disposed with its container, optionally with another root.</summary>
internal sealed class Undisposed(IDocumentStore inner, DatabaseRoot? root = null) : PassingDocumentStore(inner)
{
    public override DatabaseRoot Root { get; } = root ?? inner.Root;

    protected override ValueTask EndAsync() => ValueTask.CompletedTask;
}
