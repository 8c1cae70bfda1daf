using System.Runtime.CompilerServices;
using AgentState.Internal.Tokens.Http;

namespace AgentState;

/// <summary>The addresses of a GitHub instance: github.com, GitHub Enterprise Server, or GitHub Enterprise Cloud (ghe.com).</summary>
public sealed record GitHubAddress
{
    /// <summary>The addresses of github.com; the default.</summary>
    /// <remarks>Each call returns a new object, because configuration binding changes the object that the options hold.</remarks>
    public static GitHubAddress GitHubCom => new();

    /// <summary>The absolute address where users sign in. Default <c>https://github.com</c>.</summary>
    /// <remarks>User tokens are refreshed beneath it.</remarks>
    public Uri Web { get; set; } = new("https://github.com");

    /// <summary>The absolute root of the REST API. Default <c>https://api.github.com</c>.</summary>
    public Uri Api { get; set; } = new("https://api.github.com");

    /// <summary>Returns the addresses of a GitHub Enterprise Server, whose API is beneath <c>/api/v3</c>.</summary>
    /// <param name="server">The absolute address of the server, such as <c>https://github.example.com</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="server"/> is not absolute.</exception>
    public static GitHubAddress EnterpriseServer(Uri server)
    {
        CheckAbsolute(server);

        return new GitHubAddress { Web = server, Api = EndpointAddress.Beneath(server, "api/v3") };
    }

    /// <summary>Returns the addresses of an enterprise on ghe.com, whose API is at <c>api.SUBDOMAIN.ghe.com</c>.</summary>
    /// <param name="subdomain">The enterprise's subdomain, such as <c>octocorp</c>: letters, digits and hyphens.</param>
    /// <exception cref="ArgumentException"><paramref name="subdomain"/> is empty or has another character.</exception>
    public static GitHubAddress DataResidency(string subdomain)
    {
        ArgumentException.ThrowIfNullOrEmpty(subdomain);
        if (!subdomain.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
        {
            throw new ArgumentException(
                "The subdomain has a character other than a letter, digit or hyphen. Set it to the part before .ghe.com.",
                nameof(subdomain));
        }

        return new GitHubAddress
        {
            Web = new Uri($"https://{subdomain}.ghe.com"),
            Api = new Uri($"https://api.{subdomain}.ghe.com"),
        };
    }

    private static void CheckAbsolute(Uri address, [CallerArgumentExpression(nameof(address))] string argument = "")
    {
        ArgumentNullException.ThrowIfNull(address, argument);
        if (!address.IsAbsoluteUri)
        {
            throw new ArgumentException("The address is not absolute. Set it to an address such as https://github.example.com.", argument);
        }
    }
}
