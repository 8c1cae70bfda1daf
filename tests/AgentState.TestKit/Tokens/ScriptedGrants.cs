namespace AgentState.TestKit;

/// <summary>
/// The rules of a service whose refresh tokens may be used once: each gives one new pair, and is worth nothing from then on. Whoever uses one again is refused; a strict
/// service takes the whole family back then, the pair that is good among them. Thread-safe, and without a wire.
/// </summary>
internal sealed class ScriptedGrants(string secret = "token", bool revokesFamilyOnReuse = false)
{
    private readonly Lock gate = new();
    private readonly HashSet<string> used = [];
    private ScriptedPair? current;
    private int issued;
    private int refreshes;
    private int refusals;

    /// <summary>How many refresh tokens were used up.</summary>
    public int Refreshes => Volatile.Read(ref refreshes);

    /// <summary>How many were refused.</summary>
    public int Refusals => Volatile.Read(ref refusals);

    /// <summary>A first pair, which somebody has consented to. Any other is worth nothing from then on.</summary>
    public ScriptedPair Consent()
    {
        lock (gate)
        {
            return Issue();
        }
    }

    /// <summary>Uses a refresh token up for the next pair; null = refused (<c>invalid_grant</c>).</summary>
    public ScriptedPair? Refresh(string refreshToken)
    {
        lock (gate)
        {
            if (current?.Refresh == refreshToken)
            {
                used.Add(refreshToken);
                refreshes++;
                return Issue();
            }

            refusals++;
            if (revokesFamilyOnReuse && used.Contains(refreshToken))
            {
                current = null;
            }

            return null;
        }
    }

    /// <summary>Whether the service takes the access token.</summary>
    public bool IsGood(string accessToken)
    {
        lock (gate)
        {
            return current?.Access == accessToken;
        }
    }

    /// <summary>Takes the grant back that a token of it, of either kind, is shown of. One that is not known is none.</summary>
    public void Revoke(string token)
    {
        lock (gate)
        {
            if (current is { } pair && (pair.Access == token || pair.Refresh == token))
            {
                current = null;
            }
        }
    }

    private ScriptedPair Issue()
    {
        issued++;
        return current = new ScriptedPair($"{secret}-access-{issued}", $"{secret}-refresh-{issued}");
    }
}
