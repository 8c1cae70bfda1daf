namespace AgentState.Benchmarks;

/// <summary>A slow service with single-use refresh tokens, which counts its calls.</summary>
internal sealed class OnceService : ITokenRefresher
{
    public static readonly TimeSpan Takes = TimeSpan.FromMilliseconds(100);

    private int calls;
    private string valid = "refresh-0";

    public bool CanMint => false;

    public int Calls => Volatile.Read(ref calls);

    /// <summary>An expired grant.</summary>
    public NewGrant Old => new()
    {
        AccessToken = new SecretString("old"),
        RefreshToken = new SecretString(valid),
        ExpiresAt = DateTimeOffset.UtcNow.AddHours(-1),
    };

    public async Task<NewGrant> RefreshAsync(string key, TokenGrant? current, CancellationToken cancellationToken)
    {
        var call = Interlocked.Increment(ref calls);
        await Task.Delay(Takes, cancellationToken);
        if (current?.RefreshToken?.Reveal() != valid)
        {
            throw new ReauthorizationRequiredException(key);
        }

        valid = $"refresh-{call}";
        return new NewGrant
        {
            AccessToken = new SecretString($"access-{call}"),
            RefreshToken = new SecretString(valid),
            ExpiresAt = DateTimeOffset.UtcNow.AddHours(8),
        };
    }
}
