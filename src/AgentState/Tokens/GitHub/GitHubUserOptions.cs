using AgentState.Internal.Tokens.GitHub;

namespace AgentState;

/// <summary>Settings for refreshing the tokens of a GitHub App's users; validated at startup.</summary>
public sealed class GitHubUserOptions
{
    /// <summary>The app's client id; required.</summary>
    public string? ClientId { get; set; }

    /// <summary>The app's client secret; null only for tokens of the device flow, which then cannot be revoked.</summary>
    public SecretString? ClientSecret { get; set; }

    /// <summary>The GitHub instance; default: github.com.</summary>
    public GitHubAddress Address { get; set; } = GitHubAddress.GitHubCom;

    /// <summary>The version of the REST API; default: <see cref="GitHubAppOptions.DefaultApiVersion"/>.</summary>
    public string ApiVersion { get; set; } = GitHubAppOptions.DefaultApiVersion;

    /// <summary>The header <c>User-Agent</c>, which GitHub requires; default: <c>AgentState</c>.</summary>
    public string UserAgent { get; set; } = GitHubRequests.DefaultUserAgent;
}
