using Grpc.Core;

namespace AgentState;

/// <summary>The headers of every call: built once, and again only where the token has changed.</summary>
internal sealed class CallHeaders(FirestoreConnection connection)
{
    private Built? last;

    public async ValueTask<Metadata> GetAsync(CancellationToken cancellationToken)
    {
        var token = await connection.Tokens.GetAsync(cancellationToken).ConfigureAwait(false);

        // Calls at the same moment may build it twice; either result is good.
        var built = last;
        if (built is null || built.Token != token)
        {
            last = built = new Built(token, Build(connection, token));
        }

        return built.Headers;
    }

    private static Metadata Build(FirestoreConnection connection, CallToken token)
    {
        var root = connection.Root;
        var headers = new Metadata
        {
            // The service routes by these: the first is the older one, the second the one for databases other than the default, in the
            // form for which the service's own error message asks (it has refused database=projects/... in the past).
            { "google-cloud-resource-prefix", root.Database },
            {
                "x-goog-request-params",
                $"project_id={Uri.EscapeDataString(root.ProjectId)}&database_id={Uri.EscapeDataString(root.DatabaseId)}"
            },
            { "x-goog-api-client", ApiClient },
        };

        if (token.Value is { } bearer)
        {
            headers.Add("authorization", $"Bearer {bearer}");
        }

        if ((connection.QuotaProject ?? token.QuotaProject) is { } payer)
        {
            headers.Add("x-goog-user-project", payer);
        }

        return headers;
    }

    private static string ApiClient { get; } =
        $"gl-dotnet/{Environment.Version} agentstate/{typeof(CallHeaders).Assembly.GetName().Version?.ToString(3)}";

    private sealed record Built(CallToken Token, Metadata Headers);
}
