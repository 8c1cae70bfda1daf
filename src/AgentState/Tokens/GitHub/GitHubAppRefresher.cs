using System.Globalization;
using System.Net;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.PrivateKeys;
using AgentState.Internal.Tokens.Http;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Tokens.GitHub;

/// <summary>Mints the installation tokens of a GitHub App.</summary>
internal sealed class GitHubAppRefresher(GitHubAppOptions options, EndpointClient endpoint, TimeProvider time, ILogger logger)
    : ITokenRefresher, ITokenRevoker
{
    private readonly IGitHubAppSigner signer = options.Signer ?? new RsaAppSigner(PrivateKeyText.ToPem(options.Key!.Reveal(), out _)!);

    // How far GitHub's clock was ahead of this host's when it last rejected the JWT's times.
    private long skewTicks;

    public bool CanMint => true;

    public string? RequestFingerprint { get; } = FingerprintText.Of(
        ("app", [options.AppId!]),
        ("api", [options.Address.Api.GetLeftPart(UriPartial.Path)]),
        ("installation", options.InstallationId is { } id ? [id.ToString(CultureInfo.InvariantCulture)] : []),
        ("repositories", options.Repositories),
        ("repository_ids", options.RepositoryIds.Select(id => id.ToString(CultureInfo.InvariantCulture))),
        ("permissions", options.Permissions.Select(permission => $"{permission.Key}:{permission.Value}")));

    public async Task<NewGrant> RefreshAsync(string key, TokenGrant? current, CancellationToken cancellationToken)
    {
        var installation = InstallationOf(key);
        var reply = await AskAsync(key, installation, cancellationToken).ConfigureAwait(false);
        var answer = InstallationAnswerReader.Of(reply);
        if (answer is InstallationAnswer.ClockDiffers && reply.HasDate)
        {
            var skew = reply.At - time.GetUtcNow();
            Log.GitHubClockDiffers(logger, key, skew);
            Volatile.Write(ref skewTicks, skew.Ticks);
            reply = await AskAsync(key, installation, cancellationToken).ConfigureAwait(false);
            answer = InstallationAnswerReader.Of(reply);
        }

        return answer is InstallationAnswer.Granted ? GrantOf(reply) : throw InstallationErrors.Of(key, installation, answer, reply);
    }

    public async Task RevokeAsync(string key, TokenGrant grant, CancellationToken cancellationToken)
    {
        using var request = GitHubRequests.RevokeInstallation(options, grant.AccessToken);
        var reply = await endpoint.SendAsync(key, request, cancellationToken).ConfigureAwait(false);

        // 401 means that the token is no longer valid, which is the purpose of the call.
        if (!GitHubRevocation.IsDone(reply) && reply.Status is not HttpStatusCode.Unauthorized)
        {
            throw GitHubRevocation.Failed(key, reply);
        }
    }

    private static NewGrant GrantOf(EndpointReply reply) => new()
    {
        AccessToken = reply.Body.Secret("token")!,
        ExpiresAt = reply.Body.Time("expires_at"),
        Scopes = reply.Body.Pairs("permissions"),
    };

    private async Task<EndpointReply> AskAsync(string key, long installation, CancellationToken cancellationToken)
    {
        var toSign = AppJwt.ToSign(options.AppId!, time.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref skewTicks)));
        var signature = await signer.SignAsync(toSign, cancellationToken).ConfigureAwait(false);
        using var request = GitHubRequests.Mint(options, installation, AppJwt.Signed(toSign, signature));
        return await endpoint.SendAsync(key, request, cancellationToken).ConfigureAwait(false);
    }

    private long InstallationOf(string key) =>
        options.InstallationId ??
        (long.TryParse(key[(key.LastIndexOf(':') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
            ? id
            : throw InstallationErrors.NoInstallation(key));
}
