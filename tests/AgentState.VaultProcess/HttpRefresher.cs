using System.Net;
using System.Text.Json;

namespace AgentState.VaultProcess;

/// <summary>Uses refresh tokens up at an OAuth 2.0 token endpoint, and can keep an answer back: what is between the answer and its storing is what tests are about.</summary>
internal sealed class HttpRefresher(Uri endpoint) : ITokenRefresher
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
        using var form = new FormUrlEncodedContent(
            [new("grant_type", "refresh_token"), new("refresh_token", current!.RefreshToken!.Reveal())]);
        using var response = await http.PostAsync(endpoint, form, cancellationToken);
        if (response.StatusCode is HttpStatusCode.BadRequest)
        {
            throw new ReauthorizationRequiredException(key);
        }

        using var pair = JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken));
        if (held is { } waiting)
        {
            // It has come, and is used up: that whoever waits for it loses patience must not lose it.
            Console.WriteLine("answered");
            await waiting.Task;
        }

        return new NewGrant { AccessToken = SecretOf("access_token"), RefreshToken = SecretOf("refresh_token"), ExpiresAt = DateTimeOffset.UtcNow.AddHours(1) };

        Secret SecretOf(string name) => new(pair.RootElement.GetProperty(name).GetString()!);
    }
}
