using System.Text;
using AgentState.Firestore.Tests.Behaviour;
using Google.Cloud.Firestore.V1;
using Grpc.Core;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using ChangeType = Google.Cloud.Firestore.V1.TargetChange.Types.TargetChangeType;

namespace AgentState.Firestore.Tests.Rules;

/// <summary>Tests the shipped rules: they deny every access of a client, signed in or not, and allow the owner everything.</summary>
public sealed class ClientAccessTests(EmulatorFixture fixture)
{
    private const string Nested = "envs/staging";

    private static readonly string[] Collections =
        ["users", "agents", "agents/x/instances", "tasks", "taskTypes", "taskTypes/x/slots", "tokens", "logs"];

    private static readonly Dictionary<string, Func<Access, Task>> Accesses = new()
    {
        ["get"] = access => access.GetAsync(),
        ["get many"] = access => access.BatchGetAsync(),
        ["list"] = access => access.QueryAsync(),
        ["count"] = access => access.CountAsync(),
        ["create"] = access => access.CommitAsync(new Write { Update = new Document { Name = access.Name("new") } }),
        ["update"] = access => access.CommitAsync(new Write { Update = new Document { Name = access.Name("there") } }),
        ["delete"] = access => access.CommitAsync(new Write { Delete = access.Name("there") }),
        ["listen"] = access => access.ListenAsync(),
    };

    public static TheoryData<string, string?> Places => new(
        from collection in Collections
        from parent in new[] { null, Nested }
        select (collection, parent));

    [Theory]
    [MemberData(nameof(Places))]
    [Trait("Guarantee", "P21")]
    [Trait("Guarantee", "K23")]
    public async Task AnyAccess_ByAClient_IsDenied(string collection, string? parent)
    {
        using var database = Open(parent);
        await new Access(database, collection, database.Owner).CommitAsync(
            new Write { Update = new Document { Name = database.Root.Document(collection, "there") } });
        CallOptions[] clients = [database.Anonymous, SignedIn(database)];

        var allowed = new List<string>();
        foreach (var client in clients)
        {
            foreach (var (name, access) in Accesses)
            {
                if (await RawDatabase.StatusOfAsync(() => access(new Access(database, collection, client)))
                    is not StatusCode.PermissionDenied)
                {
                    allowed.Add(name);
                }
            }
        }

        allowed.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Places))]
    [Trait("Guarantee", "P21")]
    public async Task AnyAccess_ByTheOwner_IsAllowed(string collection, string? parent)
    {
        using var database = Open(parent);
        var owner = new Access(database, collection, database.Owner);
        await owner.CommitAsync(new Write { Update = new Document { Name = database.Root.Document(collection, "there") } });

        var denied = new List<string>();
        foreach (var (name, access) in Accesses)
        {
            if (await RawDatabase.StatusOfAsync(() => access(owner)) is not StatusCode.OK)
            {
                denied.Add(name);
            }
        }

        denied.Should().BeEmpty();
    }

    [Fact]
    public async Task BatchWriteAndListCollectionIds_ByAClient_AreDenied()
    {
        using var database = Open(parent: null);

        var write = await RawDatabase.StatusOfAsync(
            async () => await database.Client.BatchWriteAsync(
                new BatchWriteRequest { Database = database.Root.Database }, database.Anonymous));
        var list = await RawDatabase.StatusOfAsync(
            async () => await database.Client.ListCollectionIdsAsync(
                new ListCollectionIdsRequest { Parent = database.Root.Parent }, database.Anonymous));

        write.Should().Be(StatusCode.PermissionDenied);
        list.Should().Be(StatusCode.PermissionDenied);
    }

    private RawDatabase Open(string? parent)
    {
        Assert.SkipUnless(fixture.Emulator.IsStartedHere, "The test needs an emulator that the tests start with the shipped rules.");
        return new RawDatabase(fixture.Emulator, parent);
    }

    // The emulator accepts an unsigned token.
    private static CallOptions SignedIn(RawDatabase database)
    {
        var call = database.Anonymous;
        call.Headers!.Add(
            "authorization", $"Bearer {Base64Url("""{"alg":"none"}""")}.{Base64Url("""{"sub":"alice","user_id":"alice"}""")}.");
        return call;
    }

    private static string Base64Url(string text) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Every kind of access to the documents of a collection.</summary>
    private sealed class Access(RawDatabase database, string collection, CallOptions options)
    {
        private string Parent =>
            collection.LastIndexOf('/') is var end and > 0 ? $"{database.Root.Parent}/{collection[..end]}" : database.Root.Parent;

        private StructuredQuery Query =>
            new() { From = { new CollectionSelector { CollectionId = collection[(collection.LastIndexOf('/') + 1)..] } } };

        public string Name(string id) => database.Root.Document(collection, id);

        public async Task GetAsync() => await database.Client.GetDocumentAsync(new GetDocumentRequest { Name = Name("there") }, options);

        public async Task BatchGetAsync()
        {
            var request = new BatchGetDocumentsRequest { Database = database.Root.Database, Documents = { Name("there") } };
            using var call = database.Client.BatchGetDocuments(request, options);
            await DrainAsync(call.ResponseStream);
        }

        public async Task QueryAsync()
        {
            using var call = database.Client.RunQuery(new RunQueryRequest { Parent = Parent, StructuredQuery = Query }, options);
            await DrainAsync(call.ResponseStream);
        }

        public async Task CountAsync()
        {
            var count = new StructuredAggregationQuery.Types.Aggregation
            {
                Count = new StructuredAggregationQuery.Types.Aggregation.Types.Count(),
            };
            var query = new StructuredAggregationQuery { StructuredQuery = Query, Aggregations = { count } };
            using var call = database.Client.RunAggregationQuery(
                new RunAggregationQueryRequest { Parent = Parent, StructuredAggregationQuery = query }, options);
            await DrainAsync(call.ResponseStream);
        }

        public async Task CommitAsync(Write write) =>
            await database.Client.CommitAsync(new CommitRequest { Database = database.Root.Database, Writes = { write } }, options);

        /// <summary>Listens, and throws the refusal of the target, which arrives within the open stream.</summary>
        public async Task ListenAsync()
        {
            using var call = database.Client.Listen(options);
            var target = new Target { TargetId = 1, Query = new Target.Types.QueryTarget { Parent = Parent, StructuredQuery = Query } };
            await call.RequestStream.WriteAsync(
                new ListenRequest { Database = database.Root.Database, AddTarget = target }, TestContext.Current.CancellationToken);
            while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
            {
                switch (call.ResponseStream.Current.TargetChange)
                {
                    case { TargetChangeType: ChangeType.Remove, Cause: { } cause }:
                        throw new RpcException(new Status((StatusCode)cause.Code, cause.Message));
                    case { TargetChangeType: ChangeType.Current }:
                        return;
                }
            }
        }

        private static async Task DrainAsync<T>(IAsyncStreamReader<T> stream)
        {
            while (await stream.MoveNext(TestContext.Current.CancellationToken))
            {
            }
        }
    }
}
