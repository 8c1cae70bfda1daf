namespace AgentState;

/// <summary>
/// Where a GitHub is: github.com, GitHub Enterprise Server, GitHub Enterprise Cloud with data residency (ghe.com), or any other two addresses.
/// </summary>
/// <param name="Web">Where people sign in; tokens of users are refreshed beneath it.</param>
/// <param name="Api">The root of the REST API.</param>
public sealed record GitHubAddress(Uri Web, Uri Api)
{
    /// <summary>github.com, each time as another object, since configuration is bound to the one that options hold. The default.</summary>
    public static GitHubAddress GitHubCom => new(new Uri("https://github.com"), new Uri("https://api.github.com"));

    /// <summary>A GitHub Enterprise Server: its API is beneath <c>/api/v3</c>.</summary>
    /// <param name="server">The server, such as <c>https://github.example.com</c>.</param>
    public static GitHubAddress EnterpriseServer(Uri server)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (!server.IsAbsoluteUri)
        {
            throw new ArgumentException("The server's address is not absolute, such as https://github.example.com.", nameof(server));
        }

        return new GitHubAddress(server, EndpointAddress.Beneath(server, "api/v3"));
    }

    /// <summary>An enterprise on ghe.com: its API is at <c>api.SUBDOMAIN.ghe.com</c>.</summary>
    /// <param name="subdomain">The enterprise's subdomain, such as <c>octocorp</c>: letters, digits and hyphens.</param>
    public static GitHubAddress DataResidency(string subdomain)
    {
        ArgumentException.ThrowIfNullOrEmpty(subdomain);
        if (!subdomain.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
        {
            throw new ArgumentException("A subdomain has letters, digits and hyphens: the part before .ghe.com alone.", nameof(subdomain));
        }

        return new GitHubAddress(new Uri($"https://{subdomain}.ghe.com"), new Uri($"https://api.{subdomain}.ghe.com"));
    }
}
