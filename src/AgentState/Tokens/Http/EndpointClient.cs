using System.Net;

namespace AgentState.Internal.Tokens.Http;

/// <summary>Sends one request to a token endpoint or API.</summary>
/// <remarks>
/// Secrets are sent over https only, and redirects are not followed. No exception contains text of a body. A request is sent once: a repeat
/// could use a refresh token twice.
/// </remarks>
internal sealed class EndpointClient(IHttpClientFactory clients, TimeProvider time)
{
    /// <summary>The name of the client in the HTTP client factory.</summary>
    public const string ClientName = "AgentState.Tokens";

    /// <summary>The maximum body size.</summary>
    /// <remarks>The reply with an installation token for 500 repositories describes each of them, in some megabytes.</remarks>
    public const int MaxBodyBytes = 8 * 1024 * 1024;

    /// <summary>A back-stop: the callers have their own timeouts, and none is longer.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    /// <summary>Sends a request and reads the reply, whatever its status.</summary>
    /// <param name="key">The key of the grant, for exceptions.</param>
    /// <param name="request">The request, with secrets only in its headers or body.</param>
    /// <param name="cancellationToken">Cancels the call. The service may still have processed it.</param>
    /// <exception cref="TokenConfigurationException">
    /// Secrets must not be sent to the address, or the service has moved permanently.
    /// </exception>
    /// <exception cref="TokenRefreshException">
    /// The service was not reached, did not answer, redirected, or sent a reply that is too long.
    /// </exception>
    public async Task<EndpointReply> SendAsync(string key, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri;
        if (EndpointAddress.ProblemOf(address) is { } problem)
        {
            throw new TokenConfigurationException(key, $"The service behind the grant '{key}' is not called: its address {problem}");
        }

        var sentAt = time.GetUtcNow();
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            RefuseRedirect(key, address!, response.StatusCode);
            return EndpointReply.Of(response, await ReadAsync(key, response.Content, cancellationToken).ConfigureAwait(false), sentAt);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new TokenRefreshException(
                key,
                $"The service behind the grant '{key}' was not reached at {address!.Authority} ({KindOf(error)}). Call again later.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TokenRefreshException(
                key, $"The service behind the grant '{key}' did not answer at {address!.Authority}. Call again later.");
        }
    }

    private static void RefuseRedirect(string key, Uri address, HttpStatusCode status)
    {
        switch ((int)status)
        {
            case 301 or 308:
                throw new TokenConfigurationException(
                    key,
                    $"The service behind the grant '{key}' at {address.Authority} has moved permanently ({(int)status}). " +
                    "Redirects are not followed, since they could leak secrets. Set the new address.");
            case >= 300 and < 400:
                throw new TokenRefreshException(
                    key,
                    $"The service behind the grant '{key}' at {address.Authority} returned a redirect ({(int)status}). " +
                    "Redirects are not followed. Call again later.");
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(string key, HttpContent content, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var body = new MemoryStream();
            var part = new byte[16 * 1024];
            while (await stream.ReadAsync(part, cancellationToken).ConfigureAwait(false) is > 0 and var length)
            {
                if (body.Length + length > MaxBodyBytes)
                {
                    throw new TokenRefreshException(
                        key, $"The reply of the service behind the grant '{key}' has more than {MaxBodyBytes} bytes, the maximum.");
                }

                body.Write(part, 0, length);
            }

            return body.GetBuffer().AsMemory(0, (int)body.Length);
        }
    }

    // Only the kind: the exception's message is not under our control.
    private static string KindOf(Exception error) => error switch
    {
        HttpRequestException { HttpRequestError: var kind and not HttpRequestError.Unknown } => kind.ToString(),
        HttpIOException { HttpRequestError: var kind and not HttpRequestError.Unknown } => kind.ToString(),
        _ => error.GetType().Name,
    };
}
