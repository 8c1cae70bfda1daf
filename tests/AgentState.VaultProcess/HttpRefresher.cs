using System.Net;

namespace AgentState.VaultProcess;

/// <summary>Uses refresh tokens up at a service that answers a POST of one with two lines, or with 400.</summary>
internal sealed class HttpRefresher(Uri service) : ITokenRefresher
{
    private readonly HttpClient http = new();
    private TaskCompletionSource? held;

    public bool CanMint => false;

    /// <summary>The next answer is kept back.</summary>
    public void Hold() => held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was kept back goes on.</summary>
    public void Go() => held?.TrySetResult();

    public async Task<NewGrant> RefreshAsync(string key, TokenGrant? current, CancellationToken cancellationToken)
    {
        using var body = new StringContent(current!.RefreshToken!.Reveal());
        using var response = await http.PostAsync(service, body, cancellationToken);
        if (response.StatusCode is HttpStatusCode.BadRequest)
        {
            throw new ReauthorizationRequiredException(key);
        }

        var lines = (await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken)).Split('\n');
        if (held is { } waiting)
        {
            // It has come, and is used up: that whoever waits for it loses patience must not lose it.
            Console.WriteLine("answered");
            await waiting.Task;
        }

        return new NewGrant { AccessToken = new Secret(lines[0]), RefreshToken = new Secret(lines[1]), ExpiresAt = DateTimeOffset.UtcNow.AddHours(1) };
    }
}
