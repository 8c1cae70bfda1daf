using Grpc.Core;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>The headers of every call, rebuilt only when the token changes.</summary>
internal sealed class CallHeaders(FirestoreConnection connection)
{
    private Built? last;

    public async ValueTask<Metadata> GetAsync(CancellationToken cancellationToken)
    {
        var token = await connection.Tokens.GetAsync(cancellationToken).ConfigureAwait(false);

        // Concurrent calls may build the headers twice; both results are valid.
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
            // Routing headers of the service. The first is the older one. Databases other than the default need the second, in the form
            // that the service's error message asks for (it has rejected database=projects/... in the past).
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
