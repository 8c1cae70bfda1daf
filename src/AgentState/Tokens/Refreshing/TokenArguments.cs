using AgentState.Internal.Data.Checks;
using AgentState.Internal.Tokens.Secrets;

namespace AgentState.Internal.Tokens.Refreshing;

/// <summary>Validates grants before they are sent, without quoting a secret.</summary>
internal static class TokenArguments
{
    // Tokens are sent in headers, for which servers accept a few kilobytes; this limit is far above that.
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
        if (EncryptedPrefix.IsOn(text))
        {
            throw new ArgumentException(
                "The token has the prefix of an encrypted token (such as enc:v1:). Pass the token itself, not its stored text.", argument);
        }
    }
}
