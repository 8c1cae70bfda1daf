using System.Net;
using System.Net.Http.Headers;

namespace AgentState.Internal.Tokens.Http;

/// <summary>Adds the vault's token to requests.</summary>
/// <remarks>It reports a 401 to the vault, and repeats the request once with another token if the body can be sent again.</remarks>
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

        // A followed redirect drops the token, so its 401 does not mean that the token was rejected.
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

    // Not supported, since the request would otherwise be sent without a token.
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"The token of '{key}' cannot be added synchronously. Use SendAsync.");

    private async Task<SecretString> ReportAsync(HttpResponseMessage response, SecretString rejected, CancellationToken cancellationToken)
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

    // Remove the token again, so that an outer retry handler gets the token that is current then.
    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, SecretString token, CancellationToken cancellationToken)
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
