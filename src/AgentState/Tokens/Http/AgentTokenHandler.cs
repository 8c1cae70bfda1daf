using System.Net;
using System.Net.Http.Headers;

namespace AgentState;

/// <summary>
/// Puts the vault's token on requests. A 401 is reported to the vault, and the request repeated once with the token that it gives then, where the body can be sent again.
/// </summary>
internal sealed class AgentTokenHandler(ITokenVault vault, string key, string scheme) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.Authorization is not null)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var address = request.RequestUri;
        if (address is null || !EndpointAddress.MayCarrySecrets(address))
        {
            throw new TokenConfigurationException(
                key, $"The token of '{key}' is not sent: the request's address {EndpointAddress.ProblemOf(address)}");
        }

        var canRepeat = await RepeatableContent.PrepareAsync(request.Content, cancellationToken).ConfigureAwait(false);
        var token = await vault.GetAccessTokenAsync(key, cancellationToken).ConfigureAwait(false);
        var response = await SendAsync(request, token.Secret, cancellationToken).ConfigureAwait(false);

        // A redirect that was followed has left the token behind: who answers 401 then has not seen it.
        if (response.StatusCode is not HttpStatusCode.Unauthorized || request.RequestUri != address)
        {
            return response;
        }

        var other = await ReportAsync(response, token.Secret, cancellationToken).ConfigureAwait(false);
        if (!canRepeat || other == token.Secret)
        {
            return response;
        }

        response.Dispose();
        return await SendAsync(request, other, cancellationToken).ConfigureAwait(false);
    }

    // It would go out without a token, as if that were meant.
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"A request with the token of '{key}' is sent by SendAsync: getting a token may take a call.");

    private async Task<Secret> ReportAsync(HttpResponseMessage response, Secret rejected, CancellationToken cancellationToken)
    {
        try
        {
            return (await vault.ReportRejectedAsync(key, rejected, cancellationToken).ConfigureAwait(false)).Secret;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    // The token is taken off again: a handler further out that repeats the request is to get the one of then.
    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Secret token, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue(scheme, token.Reveal());
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            request.Headers.Authorization = null;
        }
    }
}
