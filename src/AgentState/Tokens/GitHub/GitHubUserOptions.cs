namespace AgentState;

/// <summary>How the tokens of a GitHub App's users are refreshed. Checked at start.</summary>
public sealed class GitHubUserOptions
{
    /// <summary>The app's client id. Required.</summary>
    public string? ClientId { get; set; }

    /// <summary>The app's client secret. Null is right for tokens of the device flow alone; these cannot be revoked.</summary>
    public Secret? ClientSecret { get; set; }

    /// <summary>Where GitHub is. Default github.com.</summary>
    public GitHubAddress Address { get; set; } = GitHubAddress.GitHubCom;

    /// <summary>The version of the REST API. Default <see cref="GitHubAppOptions.DefaultApiVersion"/>.</summary>
    public string ApiVersion { get; set; } = GitHubAppOptions.DefaultApiVersion;

    /// <summary>Who calls; GitHub refuses calls that do not say. Default <c>AgentState</c>.</summary>
    public string UserAgent { get; set; } = GitHubRequests.DefaultUserAgent;
}
