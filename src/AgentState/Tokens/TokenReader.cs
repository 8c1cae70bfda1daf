namespace AgentState;

/// <summary>Reads a key's document in a way that tells the database's time: a get of one name would not.</summary>
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
