using Google.Cloud.Firestore.V1;
using Grpc.Core;
using static Google.Cloud.Firestore.V1.TargetChange.Types;

namespace AgentState.Benchmarks;

/// <summary>A listener to all agents with the generated client alone; it does not reconnect.</summary>
internal sealed class RawWatch : IDisposable
{
    private readonly AsyncDuplexStreamingCall<ListenRequest, ListenResponse> call;
    private Dictionary<string, Document> documents = new(StringComparer.Ordinal);

    private RawWatch(AsyncDuplexStreamingCall<ListenRequest, ListenResponse> call) => this.call = call;

    /// <summary>The documents at the last consistent point.</summary>
    public IReadOnlyDictionary<string, Document> Documents => documents;

    public static async Task<RawWatch> StartAsync(FirestoreChannel channel, DatabaseRoot root, CancellationToken cancellationToken)
    {
        var opened = channel.Client.Listen(await channel.StreamOptionsAsync(cancellationToken));
        var query = new StructuredQuery { From = { new StructuredQuery.Types.CollectionSelector { CollectionId = "agents" } } };
        await opened.RequestStream.WriteAsync(
            new ListenRequest
            {
                Database = root.Database,
                AddTarget = new Target
                {
                    TargetId = 1,
                    Query = new Target.Types.QueryTarget { Parent = root.Parent, StructuredQuery = query },
                },
            },
            cancellationToken);
        return new RawWatch(opened);
    }

    /// <summary>Reads to the next consistent point.</summary>
    public async Task NextAsync(CancellationToken cancellationToken)
    {
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            switch (call.ResponseStream.Current)
            {
                case { DocumentChange.Document: { } document }:
                    documents[document.Name] = document;
                    break;
                case { TargetChange.TargetChangeType: TargetChangeType.Reset }:
                    documents = new Dictionary<string, Document>(StringComparer.Ordinal);
                    break;
                case { TargetChange: { TargetChangeType: TargetChangeType.NoChange, TargetIds.Count: 0, ReadTime: not null } }:
                    return;
            }
        }
    }

    public void Dispose() => call.Dispose();
}
