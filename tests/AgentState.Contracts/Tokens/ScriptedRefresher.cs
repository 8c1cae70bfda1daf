namespace AgentState.Contracts;

/// <summary>
/// A service with single-use refresh tokens: it accepts only the last refresh token that it issued. Calls can be scripted.
/// </summary>
internal sealed class ScriptedRefresher(string secret = "token", bool canMint = false) : ITokenRefresher
{
    private readonly Lock gate = new();
    private readonly Queue<Func<Task>> before = new();
    private string? valid;
    private int calls;
    private int issued;

    public bool CanMint => canMint;

    public int Calls => Volatile.Read(ref calls);

    /// <summary>The lifetime of issued tokens.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(8);

    /// <summary>Whether it issues refresh tokens.</summary>
    public bool Rotates { get; set; } = true;

    /// <summary>Runs during the next call, before its reply; an exception that it throws is the reply.</summary>
    public void Next(Func<Task> happens) => before.Enqueue(happens);

    /// <summary>Issues the first pair of a consent; by default it has already expired.</summary>
    public NewGrant Consent(TimeSpan? left = null)
    {
        lock (gate)
        {
            return Issue(left ?? TimeSpan.FromHours(-1));
        }
    }

    public async Task<NewGrant> RefreshAsync(string key, TokenGrant? current, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref calls);
        if (before.TryDequeue(out var happens))
        {
            await happens();
        }

        lock (gate)
        {
            if (current is null)
            {
                return Issue(Lifetime);
            }

            if (current.RefreshToken?.Reveal() != valid)
            {
                throw new ReauthorizationRequiredException(key);
            }

            return Rotates ? Issue(Lifetime) : Issue(Lifetime) with { RefreshToken = null };
        }
    }

    private NewGrant Issue(TimeSpan left)
    {
        issued++;
        if (Rotates)
        {
            valid = $"{secret}-refresh-{issued}";
        }

        return new NewGrant
        {
            AccessToken = new SecretString($"{secret}-access-{issued}"),
            RefreshToken = valid is null ? null : new SecretString(valid),
            ExpiresAt = DateTimeOffset.UtcNow + left,
        };
    }
}
