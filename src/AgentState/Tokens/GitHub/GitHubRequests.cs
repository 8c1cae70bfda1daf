using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using AgentState.Internal.Tokens.Http;
using AgentState.Internal.Tokens.OAuth;

namespace AgentState.Internal.Tokens.GitHub;

/// <summary>Creates the requests to GitHub's REST API, with the required headers. Pure.</summary>
internal static class GitHubRequests
{
    public const string DefaultUserAgent = "AgentState";

    /// <summary>Requests an installation token with the configured repositories and permissions.</summary>
    public static HttpRequestMessage Mint(GitHubAppOptions options, long installation, string jwt)
    {
        var path = $"app/installations/{installation}/access_tokens";
        var request = Api(HttpMethod.Post, options.Address, path, options.ApiVersion, options.UserAgent);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", jwt);
        request.Content = Json(writer => WriteWishes(writer, options));
        return request;
    }

    /// <summary>Revokes the installation token that authenticates the request.</summary>
    public static HttpRequestMessage RevokeInstallation(GitHubAppOptions options, SecretString token)
    {
        var request = Api(HttpMethod.Delete, options.Address, "installation/token", options.ApiVersion, options.UserAgent);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        return request;
    }

    /// <summary>Revokes a user's token.</summary>
    public static HttpRequestMessage RevokeUser(GitHubUserOptions options, SecretString clientSecret, SecretString token)
    {
        var path = $"applications/{Uri.EscapeDataString(options.ClientId!)}/token";
        var request = Api(HttpMethod.Delete, options.Address, path, options.ApiVersion, options.UserAgent);
        request.Headers.Authorization = OAuthRequests.Basic(options.ClientId!, clientSecret);
        request.Content = Json(writer => writer.WriteString("access_token", token.Reveal()));
        return request;
    }

    private static HttpRequestMessage Api(HttpMethod method, GitHubAddress address, string path, string apiVersion, string userAgent)
    {
        var request = new HttpRequestMessage(method, EndpointAddress.Beneath(address.Api, path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.github+json"));
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        request.Headers.TryAddWithoutValidation("X-GitHub-Api-Version", apiVersion);
        return request;
    }

    private static void WriteWishes(Utf8JsonWriter writer, GitHubAppOptions options)
    {
        if (options.Repositories.Count > 0)
        {
            writer.WriteStartArray("repositories");
            foreach (var name in options.Repositories)
            {
                writer.WriteStringValue(name);
            }

            writer.WriteEndArray();
        }

        if (options.RepositoryIds.Count > 0)
        {
            writer.WriteStartArray("repository_ids");
            foreach (var id in options.RepositoryIds)
            {
                writer.WriteNumberValue(id);
            }

            writer.WriteEndArray();
        }

        if (options.Permissions.Count > 0)
        {
            writer.WriteStartObject("permissions");
            foreach (var (name, level) in options.Permissions)
            {
                writer.WriteString(name, level);
            }

            writer.WriteEndObject();
        }
    }

    private static ReadOnlyMemoryContent Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return new ReadOnlyMemoryContent(buffer.WrittenMemory) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }
}
