namespace AgentState.TestKit;

/// <summary>
/// The grants of the scripted provider. A refresh token can be used once; the new pair replaces both tokens. Using a refresh token again
/// revokes all tokens of the same consent.
/// </summary>
internal sealed class ProviderGrants(string prefix)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> current = [];
    private readonly Dictionary<string, int> used = [];
    private readonly Dictionary<string, int> access = [];
    private int made;
    private int families;

    /// <summary>The number of successful refreshes.</summary>
    public int Refreshes { get; private set; }

    /// <summary>Whether reuse of a refresh token revokes all tokens of the same consent; if not, only the request is refused.</summary>
    public bool RevokesOnReuse { get; set; } = true;

    /// <summary>Whether a refresh also returns a new refresh token. If not, the old one stays valid.</summary>
    public bool Rotates { get; set; } = true;

    /// <summary>Issues the first pair of a new consent.</summary>
    public (string Access, string Refresh) Consent()
    {
        lock (gate)
        {
            return Issue(++families);
        }
    }

    /// <summary>Issues an access token without a refresh token.</summary>
    public string Mint()
    {
        lock (gate)
        {
            return NewAccess(++families);
        }
    }

    /// <summary>Returns the next pair; null if the refresh token is refused.</summary>
    public (string Access, string? Refresh)? Refresh(string refreshToken)
    {
        lock (gate)
        {
            if (used.TryGetValue(refreshToken, out var stolen))
            {
                if (RevokesOnReuse)
                {
                    Drop(stolen);
                }

                return null;
            }

            if (!current.TryGetValue(refreshToken, out var family))
            {
                return null;
            }

            Refreshes++;
            Remove(access, family);
            if (!Rotates)
            {
                return (NewAccess(family), null);
            }

            current.Remove(refreshToken);
            used.Add(refreshToken, family);
            return Issue(family);
        }
    }

    /// <summary>Revokes a token; a refresh token revokes all tokens of its consent.</summary>
    /// <returns>Whether the token was valid.</returns>
    public bool Revoke(string token)
    {
        lock (gate)
        {
            if (current.TryGetValue(token, out var family))
            {
                Drop(family);
                return true;
            }

            return access.Remove(token);
        }
    }

    public bool IsGood(string? accessToken)
    {
        lock (gate)
        {
            return accessToken is not null && access.ContainsKey(accessToken);
        }
    }

    private static void Remove(Dictionary<string, int> tokens, int family)
    {
        foreach (var token in tokens.Where(token => token.Value == family).Select(token => token.Key).ToList())
        {
            tokens.Remove(token);
        }
    }

    private (string Access, string Refresh) Issue(int family)
    {
        var refresh = $"{prefix}-refresh-{++made}";
        current.Add(refresh, family);
        return (NewAccess(family), refresh);
    }

    private string NewAccess(int family)
    {
        var token = $"{prefix}-access-{++made}";
        access.Add(token, family);
        return token;
    }

    private void Drop(int family)
    {
        Remove(current, family);
        Remove(access, family);
    }
}
