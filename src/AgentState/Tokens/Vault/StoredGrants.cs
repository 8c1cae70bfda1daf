using AgentState.Internal.Data;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Tokens.Refreshing;
using AgentState.Internal.Tokens.Stored;

namespace AgentState.Internal.Tokens.Vault;

/// <summary>Reads, watches and changes stored grants, without refreshing them.</summary>
internal sealed class StoredGrants(DocumentStack stack, TokenDocument form, TokenWrites changes, GrantWatch watch)
{
    private readonly DatabaseRoot root = stack.Documents.Root;

    public async Task<TokenGrant?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var snapshots = await stack.Documents.GetAsync([TokenDocument.NameOf(root, key)], cancellationToken).ConfigureAwait(false);
        return form.Read(snapshots[0]).Grant;
    }

    public IAsyncEnumerable<TokenGrant?> WatchAsync(string key, CancellationToken cancellationToken) =>
        watch.ReadAsync(key, cancellationToken);

    /// <summary>Returns the change that saves a grant; it is encrypted here, before anything is sent.</summary>
    public StateChange Save(string key, NewGrant grant) => changes.Save(root, key, grant);

    /// <summary>Returns the change that deletes a grant.</summary>
    public StateChange Delete(string key) => TokenWrites.Delete(root, key);

    public Task WriteAsync(StateChange change, CancellationToken cancellationToken) => stack.Writer.WriteAsync(change, cancellationToken);
}
