using AgentState.TestKit;
using Google.Rpc;
using Grpc.Core;

namespace AgentState.Firestore.Tests.Engine;

/// <summary>Tests every status that a server can send, for every verb.</summary>
public sealed class StatusTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, StatusCode> EveryFailure { get; } = new(
        from method in SeamVerb.Methods
        from code in Enum.GetValues<StatusCode>()
        where code is not StatusCode.OK

        // Not a failure: the answer to the get of a missing document.
        where (method, code) is not ("GetDocument", StatusCode.NotFound)
        select (method, code));

    public static TheoryData<string> EveryVerb { get; } = new(SeamVerb.Methods);

    [Theory, Trait("Guarantee", "P11"), MemberData(nameof(EveryFailure))]
    public async Task AnyVerb_AnyStatus_ThrowsItsTypeWithTheCause(string method, StatusCode code)
    {
        var verb = SeamVerb.All[method];

        var error = await FailureAsync(verb, ScriptedReply.Status(code, "because"));

        error.Should().BeOfType(TypeOf(code, verb));
        error.InnerException.Should().BeOfType<RpcException>().Which.StatusCode.Should().Be(code);
        error.Message.Should().NotBeNullOrWhiteSpace();
        (error as StateUnavailableException)?.MayHaveBeenApplied.Should().Be(verb.IsWrite && code is not StatusCode.Aborted);
    }

    [Theory, Trait("Guarantee", "P11"), MemberData(nameof(EveryVerb))]
    public async Task AnyVerb_DatabaseMissing_NamesTheDatabase(string method)
    {
        var text = "The database other does not exist for project scripted Please visit https://console.cloud.google.com/datastore/setup";

        var error = await FailureAsync(SeamVerb.All[method], ScriptedReply.Status(StatusCode.NotFound, text));

        var missing = error.Should().BeOfType<DatabaseNotFoundException>().Subject;
        missing.ProjectId.Should().Be("scripted");
        missing.DatabaseId.Should().Be(DatabaseRoot.DefaultDatabaseId);
    }

    [Theory, Trait("Guarantee", "P11"), MemberData(nameof(EveryVerb))]
    public async Task AnyVerb_DatastoreMode_IsNeitherConflictNorMissingIndex(string method)
    {
        var text =
            "The Cloud Firestore API is not available for Firestore in Datastore Mode database projects/scripted/databases/(default).";

        var error = await FailureAsync(SeamVerb.All[method], ScriptedReply.Status(StatusCode.FailedPrecondition, text));

        error.Should().BeOfType<AgentStateException>().Which.Message.Should().Contain("Datastore mode");
    }

    [Theory, Trait("Guarantee", "P11")]
    [InlineData("SERVICE_DISABLED", "gcloud services enable")]
    [InlineData("BILLING_DISABLED", "billing")]
    [InlineData("ACCESS_TOKEN_SCOPE_INSUFFICIENT", "scope")]
    [InlineData("USER_PROJECT_DENIED", "quota project")]
    [InlineData("IAM_PERMISSION_DENIED", "roles/datastore.user")]
    public async Task PermissionDenied_WithReason_NamesTheCure(string reason, string cure)
    {
        var reply = ScriptedReply.Status(StatusCode.PermissionDenied, "denied", new ErrorInfo { Reason = reason });

        var error = await FailureAsync(SeamVerb.All["GetDocument"], reply);

        error.Should().BeOfType<StatePermissionException>().Which.Message.Should().Contain(cure).And.Contain(reason);
    }

    [Fact, Trait("Guarantee", "P11")]
    public async Task ResourceExhausted_WithQuota_NamesTheQuota()
    {
        var failure = new QuotaFailure { Violations = { new QuotaFailure.Types.Violation { Description = "Free daily read units" } } };

        var error = await FailureAsync(
            SeamVerb.All["RunQuery"], ScriptedReply.Status(StatusCode.ResourceExhausted, "Quota exceeded.", failure));

        error.Should().BeOfType<StateQuotaExceededException>().Which.Message.Should().Contain("Free daily read units");
    }

    [Fact, Trait("Guarantee", "P11")]
    public async Task ResourceExhausted_RateLimit_ThrowsUnavailable()
    {
        var info = new ErrorInfo { Reason = "RATE_LIMIT_EXCEEDED", Domain = "googleapis.com" };

        var error = await FailureAsync(SeamVerb.All["Commit"], ScriptedReply.Status(StatusCode.ResourceExhausted, "Quota exceeded.", info));

        error.Should().BeOfType<StateUnavailableException>().Which.MayHaveBeenApplied.Should().BeFalse();
    }

    [Theory, Trait("Guarantee", "P11")]
    [InlineData(
        StatusCode.InvalidArgument,
        "Document 'x' cannot be written because its size (1,200,000 bytes) exceeds the maximum allowed size of 1,048,576 bytes.")]
    [InlineData(StatusCode.InvalidArgument, "Request payload size exceeds the limit: 11534336 bytes.")]
    [InlineData(StatusCode.InvalidArgument, "The value of property \"x\" is longer than 1048487 bytes.")]
    [InlineData(StatusCode.ResourceExhausted, "gRPC message exceeds maximum size 4194304: 7200688")]
    public async Task Commit_TooLarge_ThrowsLimit(StatusCode code, string text)
    {
        var error = await FailureAsync(SeamVerb.All["Commit"], ScriptedReply.Status(code, text));

        error.Should().BeOfType<StateLimitException>().Which.Message.Should().Contain(text);
    }

    [Fact, Trait("Guarantee", "P11")]
    public async Task Commit_UnreadableDetails_ThrowsTheTypeOfItsStatus()
    {
        var error = await FailureAsync(
            SeamVerb.All["Commit"], ScriptedReply.StatusWithRawDetails(StatusCode.PermissionDenied, [0xff, 0xff]));

        error.Should().BeOfType<StatePermissionException>();
    }

    private static Type TypeOf(StatusCode code, SeamVerb verb) => code switch
    {
        StatusCode.Unavailable or StatusCode.Aborted or StatusCode.DeadlineExceeded or StatusCode.Internal or StatusCode.Unknown
            or StatusCode.Cancelled => typeof(StateUnavailableException),
        StatusCode.PermissionDenied or StatusCode.Unauthenticated => typeof(StatePermissionException),
        StatusCode.ResourceExhausted => typeof(StateQuotaExceededException),
        StatusCode.NotFound => typeof(DatabaseNotFoundException),
        StatusCode.FailedPrecondition when verb.IsQuery => typeof(MissingIndexException),
        _ => typeof(AgentStateException),
    };

    private static async Task<AgentStateException> FailureAsync(SeamVerb verb, ScriptedReply reply)
    {
        await using var server = await ScriptedFirestore.StartAsync(Token);
        server.On(verb.Method, reply);
        await using var store = new FirestoreDocumentStore(server.Connection());

        var call = () => verb.CallAsync(store, Token);

        return (await call.Should().ThrowAsync<AgentStateException>()).Which;
    }
}
