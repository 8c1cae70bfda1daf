using Grpc.Core;
using FirestoreClient = Google.Cloud.Firestore.V1.Firestore.FirestoreClient;

namespace AgentState.Benchmarks;

/// <summary>The generated client with the library's channel settings, headers and deadline.</summary>
internal sealed class FloorChannel : IDisposable
{
    private static readonly TimeSpan Timeout = new AgentStateOptions().CallTimeout;

    private readonly FirestoreChannel channel;
    private readonly Metadata headers;

    public FloorChannel(string emulatorHost, DatabaseRoot root)
    {
        Root = root;

        // Only the settings of the library's channel are used; the calls go to the generated client.
        channel = new FirestoreChannel(FirestoreConnection.ToEmulator(emulatorHost, root));
        headers = new Metadata
        {
            { "google-cloud-resource-prefix", root.Database },
            { "x-goog-request-params", $"project_id={root.ProjectId}&database_id=%28default%29" },
            { "x-goog-api-client", $"gl-dotnet/{Environment.Version} floor/0.1.0" },
            { "authorization", "Bearer owner" },
        };
    }

    public DatabaseRoot Root { get; }

    public FirestoreClient Client => channel.Client;

    public CallOptions Options(CancellationToken cancellationToken) => new(headers, DateTime.UtcNow + Timeout, cancellationToken);

    public void Dispose() => channel.Dispose();
}
