using Google.Cloud.Firestore.V1;
using Grpc.Core;
using static Google.Cloud.Firestore.V1.DocumentTransform.Types;

namespace AgentState.Benchmarks;

/// <summary>Makes the same calls on users and the log with the generated client alone.</summary>
internal sealed class ServiceFloor(FloorChannel channel)
{
    /// <summary>Reads a user, and creates it if it does not exist.</summary>
    public async Task GetOrCreateAsync(string id, CancellationToken cancellationToken)
    {
        var name = channel.Root.Document("users", id);
        try
        {
            await channel.Client.GetDocumentAsync(new GetDocumentRequest { Name = name }, channel.Options(cancellationToken));
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.NotFound)
        {
            var write = new Write
            {
                Update = new Document
                {
                    Name = name,
                    Fields = { ["preferences"] = new Value { MapValue = new MapValue() }, ["tier"] = new Value { StringValue = "free" } },
                },
                CurrentDocument = new Precondition { Exists = false },
                UpdateTransforms = { ServerTime("createdAt"), ServerTime("updatedAt") },
            };
            await CommitAsync([write], cancellationToken);
        }
    }

    /// <summary>Sets one preference.</summary>
    public Task PatchAsync(string id, int number, CancellationToken cancellationToken) => CommitAsync(
        [
            new Write
            {
                Update = new Document
                {
                    Name = channel.Root.Document("users", id),
                    Fields =
                    {
                        ["preferences"] = new Value
                        {
                            MapValue = new MapValue { Fields = { ["theme"] = new Value { StringValue = $"theme {number}" } } },
                        },
                    },
                },
                UpdateMask = new DocumentMask { FieldPaths = { "preferences.theme" } },
                CurrentDocument = new Precondition { Exists = true },
                UpdateTransforms = { ServerTime("updatedAt") },
            },
        ],
        cancellationToken);

    /// <summary>Adds entries to the log in one commit.</summary>
    public Task LogAsync(IEnumerable<string> actions, CancellationToken cancellationToken) => CommitAsync(
        actions.Select(action => new Write
        {
            Update = new Document
            {
                Name = channel.Root.Document("logs", Guid.NewGuid().ToString("N")),
                Fields =
                {
                    ["agent"] = new Value { StringValue = "a" },
                    ["action"] = new Value { StringValue = action },
                    ["level"] = new Value { StringValue = "info" },
                    ["details"] = new Value { MapValue = ActivityFigures.Details.Fields },
                },
            },
            CurrentDocument = new Precondition { Exists = false },
            UpdateTransforms = { ServerTime("timestamp") },
        }),
        cancellationToken);

    private async Task CommitAsync(IEnumerable<Write> writes, CancellationToken cancellationToken) => await channel.Client.CommitAsync(
        new CommitRequest { Database = channel.Root.Database, Writes = { writes } }, channel.Options(cancellationToken));

    private static FieldTransform ServerTime(string field) =>
        new() { FieldPath = field, SetToServerValue = FieldTransform.Types.ServerValue.RequestTime };
}
