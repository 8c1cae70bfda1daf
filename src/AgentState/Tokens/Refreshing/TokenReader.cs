using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Tokens.Rules;
using AgentState.Internal.Tokens.Stored;

namespace AgentState.Internal.Tokens.Refreshing;

/// <summary>Reads a key's document together with the database's time.</summary>
/// <remarks>The name is requested twice, since a read of a single name returns no read time.</remarks>
internal sealed class TokenReader(DocumentStack stack, TokenDocument form)
{
    public async Task<SeenToken> ReadAsync(string key, CancellationToken cancellationToken)
    {
        var name = TokenDocument.NameOf(stack.Documents.Root, key);
        var askedAt = stack.Time.GetTimestamp();
        var snapshot = (await stack.Documents.GetAsync([name, name], cancellationToken).ConfigureAwait(false))[0];
        return new SeenToken(snapshot, form.Read(snapshot), askedAt);
    }
}
