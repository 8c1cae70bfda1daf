using System.Runtime.CompilerServices;

namespace AgentState;

/// <summary>Follows a stored grant. What is written beside it, such as a lease, is nothing to tell.</summary>
internal sealed class GrantWatch(SharedListeners listeners, DatabaseRoot root, TokenDocument form)
{
    public async IAsyncEnumerable<TokenGrant?> ReadAsync(string key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var name = TokenDocument.NameOf(root, key);
        var (hasTold, told) = (false, default(TokenGrant));
        await foreach (var snapshot in listeners.ListenAsync(ListenTarget.OfDocument(name), cancellationToken).ConfigureAwait(false))
        {
            var grant = snapshot.Documents.TryGetValue(name, out var document) ? form.Read(document).Grant : null;
            if (!hasTold || !IsSame(told, grant))
            {
                (hasTold, told) = (true, grant);
                yield return grant;
            }
        }
    }

    // The version moves with each write, and two lists are never the same object.
    private static bool IsSame(TokenGrant? one, TokenGrant? other) => one is null || other is null
        ? one is null && other is null
        : one.Scopes.SequenceEqual(other.Scopes, StringComparer.Ordinal) && one with { Version = default, Scopes = [] } == other with { Version = default, Scopes = [] };
}
