namespace AgentState;

/// <summary>Which installation tokens of a GitHub App are minted, and how. Checked at start.</summary>
public sealed class GitHubAppOptions
{
    /// <summary>The version of GitHub's REST API that is asked for where nothing else is set; GitHub supports it until March 2028 at least, and every GitHub Enterprise Server does.</summary>
    public const string DefaultApiVersion = "2022-11-28";

    /// <summary>The app's client id, as GitHub recommends, or its app id. Required.</summary>
    public string? AppId { get; set; }

    /// <summary>
    /// The installation. Null = it is the last part of the key: <c>github:installation:42</c> asks for that of installation 42, so that one
    /// registration serves all who have installed the app.
    /// </summary>
    public long? InstallationId { get; set; }

    /// <summary>The repositories that a token is for, by their names without the owner. Empty, and no ids either = all of the installation.</summary>
    public IList<string> Repositories { get; } = [];

    /// <summary>The repositories that a token is for, by their ids.</summary>
    public IList<long> RepositoryIds { get; } = [];

    /// <summary>What a token allows, such as <c>contents</c> = <c>read</c>. Empty = all that the installation has.</summary>
    public IDictionary<string, string> Permissions { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where GitHub is. Default github.com.</summary>
    public GitHubAddress Address { get; set; } = GitHubAddress.GitHubCom;

    /// <summary>The version of the REST API. Default <see cref="DefaultApiVersion"/>.</summary>
    public string ApiVersion { get; set; } = DefaultApiVersion;

    /// <summary>Who calls; GitHub refuses calls that do not say, and likes the app's name there. Default <c>AgentState</c>.</summary>
    public string UserAgent { get; set; } = GitHubRequests.DefaultUserAgent;

    /// <summary>
    /// The private key that signs: the text of the .pem file that GitHub made, PKCS#1 or PKCS#8, with line ends of any system or written as
    /// <c>\n</c>, in quotes or not, or all of it in base64. A bad one is an error at start, without any of it. What reads it sees <c>***</c> and
    /// a fingerprint. Null = what <see cref="UseSigner"/> was given signs. One of the two is required.
    /// </summary>
    public string? PrivateKey
    {
        get => Key?.ToString();
        set => Key = value is null ? null : Secret.Stored(value);
    }

    internal Secret? Key { get; private set; }

    internal IGitHubAppSigner? Signer { get; private set; }

    /// <summary>
    /// Has a service sign for the app in place of <see cref="PrivateKey"/>, such as a key management service. Calling it again replaces the
    /// signer.
    /// </summary>
    /// <param name="signer">Signs.</param>
    /// <exception cref="ArgumentNullException">The signer is null.</exception>
    public void UseSigner(IGitHubAppSigner signer)
    {
        ArgumentNullException.ThrowIfNull(signer);
        Signer = signer;
    }
}
