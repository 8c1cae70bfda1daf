using System.Net;
using System.Text.Json;

namespace AgentState.VaultProcess;

/// <summary>Refreshes tokens at an OAuth 2.0 token endpoint.</summary>
/// <remarks>It can hold the answer back, so that tests can interrupt the process between the answer and its storing.</remarks>
internal sealed class HttpRefresher(Uri endpoint) : ITokenRefresher
{
    private readonly HttpClient http = new();
    private TaskCompletionSource? held;

    public bool CanMint => false;

    /// <summary>Holds the next answer back.</summary>
    public void Hold() => held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Returns the answer that was held back.</summary>
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
            // The refresh token is used up: ignore the cancellation token, since a cancellation would lose the new tokens.
            Console.WriteLine("answered");
            await waiting.Task;
        }

        return new NewGrant
        {
            AccessToken = SecretOf("access_token"),
            RefreshToken = SecretOf("refresh_token"),
            ExpiresAt = DateTimeOffset.UtcNow.AddHours(1),
        };

        SecretString SecretOf(string name) => new(pair.RootElement.GetProperty(name).GetString()!);
    }
}
