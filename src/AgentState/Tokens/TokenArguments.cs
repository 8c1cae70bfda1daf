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
        Arguments.CheckText(grant.AccessToken.Reveal(), MaxSecretBytes, "grant.AccessToken");
        Arguments.CheckText(grant.RefreshToken?.Reveal() ?? "", MaxSecretBytes, "grant.RefreshToken");
        if (grant.TokenType is { } type)
        {
            Arguments.CheckName(type, "grant.TokenType");
        }

        foreach (var scope in grant.Scopes ?? [])
        {
            Arguments.CheckName(scope, "grant.Scopes");
        }
    }
}
