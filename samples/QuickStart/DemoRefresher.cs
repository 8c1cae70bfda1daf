using AgentState;

namespace QuickStart;

/// <summary>Stands for GitHub's token endpoint: takes the last refresh token it has given, once, and gives a new pair.</summary>
internal sealed class DemoRefresher : ITokenRefresher
{
    private int issued;
    private string refreshToken = "";

    public bool CanMint => false;

    /// <summary>How often it was asked.</summary>
    public int Refreshes { get; private set; }

    /// <summary>What a consent of some hours ago has left.</summary>
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
            AccessToken = new Secret($"demo-access-{issued}-{Guid.NewGuid():n}"),
            RefreshToken = new Secret(refreshToken),
            ExpiresAt = DateTimeOffset.UtcNow + left,
        };
    }
}
