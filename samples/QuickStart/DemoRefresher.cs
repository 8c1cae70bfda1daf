using AgentState;

namespace QuickStart;

/// <summary>Simulates GitHub's token endpoint: exchanges its last refresh token, once, for new tokens.</summary>
internal sealed class DemoRefresher : ITokenRefresher
{
    private int issued;
    private string refreshToken = "";

    public bool CanMint => false;

    /// <summary>The number of refreshes.</summary>
    public int Refreshes { get; private set; }

    /// <summary>Returns the expired grant of a consent some hours ago.</summary>
    public NewGrant FirstConsent() => Issue(TimeSpan.FromHours(-1));

    public Task<NewGrant> RefreshAsync(string key, TokenGrant? current, CancellationToken cancellationToken)
    {
        Refreshes++;
        return current?.RefreshToken?.Reveal() == refreshToken
            ? Task.FromResult(Issue(TimeSpan.FromHours(8)))
            : throw new ReauthorizationRequiredException(key);
    }

    private NewGrant Issue(TimeSpan left)
    {
        issued++;
        refreshToken = $"demo-refresh-{Guid.NewGuid():n}";
        return new NewGrant
        {
            AccessToken = new SecretString($"demo-access-{issued}-{Guid.NewGuid():n}"),
            RefreshToken = new SecretString(refreshToken),
            ExpiresAt = DateTimeOffset.UtcNow + left,
        };
    }
}
