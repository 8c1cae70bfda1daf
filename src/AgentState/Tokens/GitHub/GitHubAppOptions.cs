using AgentState.Internal.Tokens.GitHub;

namespace AgentState;

/// <summary>Settings for minting installation tokens of a GitHub App; validated at startup.</summary>
public sealed class GitHubAppOptions
{
    /// <summary>The default version of GitHub's REST API.</summary>
    /// <remarks>GitHub supports it until March 2028 at least, and every GitHub Enterprise Server supports it.</remarks>
    public const string DefaultApiVersion = "2022-11-28";

    /// <summary>The app's client id, which GitHub recommends, or its app id; required.</summary>
    public string? AppId { get; set; }

    /// <summary>The installation id; null = it is the last part of the key.</summary>
    /// <remarks>
    /// With null, the key <c>github:installation:42</c> requests a token of installation 42, so that one registration serves all
    /// installations.
    /// </remarks>
    public long? InstallationId { get; set; }

    /// <summary>The repositories that a token can access, by name without the owner.</summary>
    /// <remarks>
    /// If both this and <see cref="RepositoryIds"/> are empty, a token can access all repositories of the installation. At most 500 in both
    /// together.
    /// </remarks>
    public IList<string> Repositories { get; } = [];

    /// <summary>The repositories that a token can access, by id.</summary>
    public IList<long> RepositoryIds { get; } = [];

    /// <summary>The permissions of a token, such as <c>contents</c> = <c>read</c>; empty = all permissions of the installation.</summary>
    public IDictionary<string, string> Permissions { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The GitHub instance; default: github.com.</summary>
    public GitHubAddress Address { get; set; } = GitHubAddress.GitHubCom;

    /// <summary>The version of the REST API; default: <see cref="DefaultApiVersion"/>.</summary>
    public string ApiVersion { get; set; } = DefaultApiVersion;

    /// <summary>The header <c>User-Agent</c>, which GitHub requires; set it to the app's name; default: <c>AgentState</c>.</summary>
    public string UserAgent { get; set; } = GitHubRequests.DefaultUserAgent;

    /// <summary>
    /// The app's private key, as the text of the .pem file from GitHub; required unless <see cref="UseSigner"/> is called.
    /// </summary>
    /// <remarks>
    /// PKCS#1 or PKCS#8 are accepted, with any line endings or with <c>\n</c> written out, with or without quotes, or all of it in base64.
    /// An invalid key is an error at startup that quotes no part of it. Reading the property returns <c>***</c> and a fingerprint.
    /// </remarks>
    public string? PrivateKey
    {
        get => Key?.ToString();
        set => Key = value is null ? null : SecretString.Stored(value);
    }

    internal SecretString? Key { get; private set; }

    internal IGitHubAppSigner? Signer { get; private set; }

    /// <summary>Signs with a service, such as a key management service, instead of <see cref="PrivateKey"/>.</summary>
    /// <remarks>Calling it again replaces the signer.</remarks>
    /// <param name="signer">The signer.</param>
    /// <exception cref="ArgumentNullException"><paramref name="signer"/> is null.</exception>
    public void UseSigner(IGitHubAppSigner signer)
    {
        ArgumentNullException.ThrowIfNull(signer);
        Signer = signer;
    }
}
