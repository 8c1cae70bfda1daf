using System.Net;

namespace AgentState;

/// <summary>
/// One call to a token endpoint, or to an API that gives tokens. Secrets go over HTTPS only and whither they were meant: no redirect is
/// followed. Nothing of a body is in an error. It is sent once: a repeat could use up a refresh token twice.
/// </summary>
internal sealed class EndpointClient(IHttpClientFactory clients, TimeProvider time)
{
    /// <summary>The name of the client at the factory.</summary>
    public const string ClientName = "AgentState.Tokens";

    /// <summary>An installation token for 500 repositories describes each of them; that is some megabytes.</summary>
    public const int MaxBodyBytes = 8 * 1024 * 1024;

    /// <summary>A back-stop: callers have deadlines of their own, and none is longer.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    /// <summary>Sends a request, and reads the reply, whatever its status.</summary>
    /// <param name="key">The key of the grant, for errors.</param>
    /// <param name="request">The request; secrets in its headers or its body alone.</param>
    /// <param name="cancellationToken">Breaks the call off. The service may have acted on it all the same.</param>
    /// <exception cref="TokenConfigurationException">The address is none for secrets, or the service has moved for good.</exception>
    /// <exception cref="TokenRefreshException">The service was not reached, redirects, or answers without an end.</exception>
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
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            RefuseRedirect(key, address!, response.StatusCode);
            return EndpointReply.Of(response, await ReadAsync(key, response.Content, cancellationToken).ConfigureAwait(false), sentAt);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new TokenRefreshException(key, $"The service behind the grant '{key}' was not reached at {address!.Authority} ({KindOf(error)}).");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TokenRefreshException(key, $"The service behind the grant '{key}' did not answer at {address!.Authority}.");
        }
    }

    private static void RefuseRedirect(string key, Uri address, HttpStatusCode status)
    {
        switch ((int)status)
        {
            case 301 or 308:
                throw new TokenConfigurationException(
                    key,
                    $"The service behind the grant '{key}' has moved for good ({(int)status}), and redirects are not followed: secrets go only where they " +
                    $"were meant to. Set the address that {address.Authority} is called at anew.");
            case >= 300 and < 400:
                throw new TokenRefreshException(
                    key, $"The service behind the grant '{key}' redirects ({(int)status}) at {address.Authority}, and redirects are not followed.");
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
                    throw new TokenRefreshException(key, $"The service behind the grant '{key}' answered with more than {MaxBodyBytes} bytes.");
                }

                body.Write(part, 0, length);
            }

            return body.GetBuffer().AsMemory(0, (int)body.Length);
        }
    }

    // The kind alone: the text of an exception is others' own.
    private static string KindOf(Exception error) => error switch
    {
        HttpRequestException { HttpRequestError: var kind and not HttpRequestError.Unknown } => kind.ToString(),
        HttpIOException { HttpRequestError: var kind and not HttpRequestError.Unknown } => kind.ToString(),
        _ => error.GetType().Name,
    };
}
