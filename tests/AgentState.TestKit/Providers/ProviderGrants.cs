namespace AgentState.TestKit;

/// <summary>
/// The grants of the scripted provider. A refresh token may be used once: the new pair takes the place of the old, the access token as well. Using one
/// again revokes all that came of the same consent.
/// </summary>
internal sealed class ProviderGrants(string prefix)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> current = [];
    private readonly Dictionary<string, int> used = [];
    private readonly Dictionary<string, int> access = [];
    private int made;
    private int families;

    /// <summary>How many pairs were given for a refresh token.</summary>
    public int Refreshes { get; private set; }

    /// <summary>Whether using a refresh token again takes all back that came of the same consent. If not, it is refused, and that is all.</summary>
    public bool RevokesOnReuse { get; set; } = true;

    /// <summary>Whether a refresh also returns a new refresh token. If not, the old one stays good.</summary>
    public bool Rotates { get; set; } = true;

    /// <summary>Somebody consents.</summary>
    public (string Access, string Refresh) Consent()
    {
        lock (gate)
        {
            return Issue(++families);
        }
    }

    /// <summary>An access token alone.</summary>
    public string Mint()
    {
        lock (gate)
        {
            return NewAccess(++families);
        }
    }

    /// <summary>The next pair; null: the refresh token is refused.</summary>
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

    /// <summary>Makes a token worth nothing; a refresh token takes all of its consent with it.</summary>
    /// <returns>Whether it was worth anything.</returns>
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
