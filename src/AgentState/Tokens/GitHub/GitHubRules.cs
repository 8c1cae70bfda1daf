using AgentState.Internal.Tokens.Http;

namespace AgentState.Internal.Tokens.GitHub;

/// <summary>Validates the settings that the app and user options share. Pure.</summary>
internal static class GitHubRules
{
    public static void Check(GitHubAddress? address, string? apiVersion, string? userAgent, Action<string, string> add)
    {
        if (address is null)
        {
            add("Address", "is null. Keep the default, or set it to a GitHubAddress.");
        }
        else
        {
            CheckAddress("Address.Api", address.Api, add);
            CheckAddress("Address.Web", address.Web, add);
        }

        if (!IsHeader(apiVersion))
        {
            add(
                "ApiVersion",
                $"is not a valid header value. Set it to a version of the REST API, such as {GitHubAppOptions.DefaultApiVersion}.");
        }

        if (!IsHeader(userAgent))
        {
            add("UserAgent", "is not a valid header value. Set it to the app's name.");
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
            add(setting, "has a query (?). Remove it.");
        }
    }

    private static bool IsHeader(string? text) => !string.IsNullOrWhiteSpace(text) && text.All(letter => letter is >= ' ' and <= '~');
}
