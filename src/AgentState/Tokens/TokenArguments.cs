namespace AgentState;

/// <summary>Refuses what cannot be a grant before anything is sent, and never quotes a secret.</summary>
internal static class TokenArguments
{
    // A token is sent in a header; servers take no more than some kilobytes of those.
    private const int MaxSecretBytes = 256 * 1024;

    public static void Check(NewGrant grant)
    {
        ArgumentNullException.ThrowIfNull(grant);
        Arguments.CheckPresent(grant.AccessToken);
        CheckSecret(grant.AccessToken.Reveal(), "grant.AccessToken");
        CheckSecret(grant.RefreshToken?.Reveal() ?? "", "grant.RefreshToken");
        if (grant.TokenType is { } type)
        {
            Arguments.CheckName(type, "grant.TokenType");
        }

        foreach (var scope in grant.Scopes ?? [])
        {
            Arguments.CheckName(scope, "grant.Scopes");
        }
    }

    private static void CheckSecret(string text, string argument)
    {
        Arguments.CheckText(text, MaxSecretBytes, argument);
        if (EncryptedMark.IsOn(text))
        {
            throw new ArgumentException("The token begins as the stored text of an encrypted one does (enc:v1:). Give the token itself.", argument);
        }
    }
}
