namespace AgentState;

/// <summary>The addresses of a GitHub instance: github.com, GitHub Enterprise Server, or GitHub Enterprise Cloud (ghe.com).</summary>
/// <param name="Web">The address where users sign in; user tokens are refreshed beneath it.</param>
/// <param name="Api">The root of the REST API.</param>
public sealed record GitHubAddress(Uri Web, Uri Api)
{
    /// <summary>The addresses of github.com; the default.</summary>
    /// <remarks>Each call returns a new object, because configuration binding changes the object that the options hold.</remarks>
    public static GitHubAddress GitHubCom => new(new Uri("https://github.com"), new Uri("https://api.github.com"));

    /// <summary>Returns the addresses of a GitHub Enterprise Server, whose API is beneath <c>/api/v3</c>.</summary>
    /// <param name="server">The absolute address of the server, such as <c>https://github.example.com</c>.</param>
    public static GitHubAddress EnterpriseServer(Uri server)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (!server.IsAbsoluteUri)
        {
            throw new ArgumentException(
                "The server's address is not absolute. Set it to an address such as https://github.example.com.", nameof(server));
        }

        return new GitHubAddress(server, EndpointAddress.Beneath(server, "api/v3"));
    }

    /// <summary>Returns the addresses of an enterprise on ghe.com, whose API is at <c>api.SUBDOMAIN.ghe.com</c>.</summary>
    /// <param name="subdomain">The enterprise's subdomain, such as <c>octocorp</c>: letters, digits and hyphens.</param>
    public static GitHubAddress DataResidency(string subdomain)
    {
        ArgumentException.ThrowIfNullOrEmpty(subdomain);
        if (!subdomain.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
        {
            throw new ArgumentException(
                "The subdomain has a character other than a letter, digit or hyphen. Set it to the part before .ghe.com.",
                nameof(subdomain));
        }

        return new GitHubAddress(new Uri($"https://{subdomain}.ghe.com"), new Uri($"https://api.{subdomain}.ghe.com"));
    }
}
