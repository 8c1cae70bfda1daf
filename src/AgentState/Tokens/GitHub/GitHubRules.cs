namespace AgentState;

/// <summary>What the options for apps and for users have in common, checked. Pure.</summary>
internal static class GitHubRules
{
    public static void Check(GitHubAddress? address, string? apiVersion, string? userAgent, Action<string, string> add)
    {
        if (address is null)
        {
            add("Address", "is null. Leave it, or set it to one that GitHubAddress makes.");
        }
        else
        {
            CheckAddress("Address.Api", address.Api, add);
            CheckAddress("Address.Web", address.Web, add);
        }

        if (!IsHeader(apiVersion))
        {
            add("ApiVersion", $"is no header's value. Set it to a version of the REST API, such as {GitHubAppOptions.DefaultApiVersion}.");
        }

        if (!IsHeader(userAgent))
        {
            add("UserAgent", "is no header's value. Set it to the app's name.");
        }
    }

    private static void CheckAddress(string setting, Uri? address, Action<string, string> add)
    {
        if (EndpointAddress.ProblemOf(address) is { } problem)
        {
            add(setting, problem);
        }
        else if (address!.Query.Length > 0)
        {
            add(setting, "has a query (?). Take it off.");
        }
    }

    private static bool IsHeader(string? text) => !string.IsNullOrWhiteSpace(text) && text.All(letter => letter is >= ' ' and <= '~');
}
