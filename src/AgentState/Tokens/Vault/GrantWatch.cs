using System.Runtime.CompilerServices;
using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Tokens.Stored;
using AgentState.Internal.Watching;

namespace AgentState.Internal.Tokens.Vault;

/// <summary>Watches a stored grant, and skips changes of other fields, such as the lease.</summary>
internal sealed class GrantWatch(ListenerHub listeners, DatabaseRoot root, TokenDocument form)
{
    public async IAsyncEnumerable<TokenGrant?> ReadAsync(string key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var name = TokenDocument.NameOf(root, key);
        var (hasReported, reported) = (false, default(TokenGrant));
        await foreach (var snapshot in listeners.ListenAsync(ListenTarget.OfDocument(name), cancellationToken).ConfigureAwait(false))
        {
            var grant = snapshot.Documents.TryGetValue(name, out var document) ? form.Read(document).Grant : null;
            if (!hasReported || !IsSame(reported, grant))
            {
                (hasReported, reported) = (true, grant);
                yield return grant;
            }
        }
    }

    // The version changes with each write, and records compare lists by reference.
    private static bool IsSame(TokenGrant? one, TokenGrant? other) => one is null || other is null
        ? one is null && other is null
        : one.Scopes.SequenceEqual(other.Scopes, StringComparer.Ordinal) &&
            one with { Version = default, Scopes = [] } == other with { Version = default, Scopes = [] };
}
