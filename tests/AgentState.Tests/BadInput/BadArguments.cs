using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;

namespace AgentState.Tests.BadInput;

/// <summary>The values that must be rejected, for each parameter type.</summary>
internal static class BadArguments
{
    private const string HalfOfAPair = "half \ud800 of a pair";

    // Ids become path segments; other names are only indexed.
    private static readonly (string, object?)[] Names =
    [
        ("null", null), ("empty", ""), ("too long", new string('x', 1501)), ("too long in UTF-8", new string('\u00e9', 751)),
        ("with a control character", "a\nb"), ("with half of a surrogate pair", HalfOfAPair),
    ];

    private static readonly (string, object?)[] Ids =
        [.. Names, ("with a slash", "a/b"), ("a dot", "."), ("two dots", ".."), ("reserved", "__id__")];

    private static readonly string[] IdNames = ["userId", "agentId", "taskId", "key"];

    /// <summary>Twenty nested maps: the limit of a document, so one level too deep inside another map.</summary>
    /// <remarks>A deeper map cannot be constructed.</remarks>
    private static StateMap Deep => StateMap.FromJson(string.Concat(Enumerable.Repeat("{\"m\":", 19)) + "{}" + new string('}', 19));

    private static StateMap Large => StateMap.FromDictionary(
        new Dictionary<string, object?> { ["a"] = new string('x', 600_000), ["b"] = new string('x', 600_000) });

    public static IEnumerable<(string Label, object? Value)> For(PublicCall call, ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(string) && call.Method.DeclaringType == typeof(MapPatch) =>
            parameter.Name == "key"
                ? [
                    ("null", null), ("empty", ""), ("reserved", "__x__"), ("too long", new string('k', 1501)),
                    ("half of a surrogate pair", HalfOfAPair),
                ]
                : [("half of a surrogate pair", HalfOfAPair)],
        // Any key can be looked up, and the caller chooses the fallback value.
        var type when type == typeof(string) &&
            call.Method.Name is nameof(UserExtensions.ReadPreference) or nameof(UserExtensions.ReadPreferences) =>
            parameter.Name == "key" ? [("null", null)] : [],
        var type when type == typeof(User) => [],
        // An optional text is stored unchanged.
        var type when type == typeof(string) && parameter.HasDefaultValue => [("half of a surrogate pair", HalfOfAPair)],
        var type when type == typeof(string) => IdNames.Contains(parameter.Name) && call.IsOfService ? Ids : Names,
        var type when type == typeof(object) =>
        [
            ("of an unsupported type", new Version(1, 0)), ("an unsigned number too large", ulong.MaxValue),
            ("half of a surrogate pair", HalfOfAPair), ("too deep", Deep),
        ],
        // A result that is too large is not rejected: the task fails permanently.
        var type when type == typeof(StateMap) && parameter.Name == "result" => [],
        var type when type == typeof(StateMap) => [("null", null), ("too large", Large)],
        var type when type == typeof(MapPatch) =>
            [("null", null), ("a key too long beneath its field", MapPatch.Empty.Set(new string('k', 1495), 1))],
        var type when type == typeof(NewTask) => NewTasks(),
        var type when type == typeof(int?) => [("zero", 0), ("negative", -1), ("too many", 1_001)],
        var type when type == typeof(IReadOnlyList<string>) =>
        [
            ("null", null), ("empty", Array.Empty<string>()),
            .. Names.Select(bad => ($"with one {bad.Item1}", (object?)new[] { "good", (string)bad.Item2! })),
        ],
        var type when type == typeof(IReadOnlyList<NewTask>) =>
        [
            ("null", null),
            .. NewTasks().Select(bad => ($"with a bad one: {bad.Item1}", (object?)new[] { GoodArguments.Task, (NewTask)bad.Item2! })),
        ],
        var type when type == typeof(ClaimedTask) => [("null", null)],
        var type when type == typeof(TaskClaim) =>
        [
            ("null", null), ("task", GoodArguments.Claim with { TaskId = "a/b" }), ("agent", GoodArguments.Claim with { AgentId = "" }),
            ("token", GoodArguments.Claim with { Token = null! }),
        ],
        var type when type == typeof(IReadOnlyList<TaskCompletion>) =>
        [
            ("null", null), ("with a null element", new TaskCompletion[] { null! }),
            ("without a claim", new[] { new TaskCompletion(null!) }),
            ("with a bad claim", new[] { new TaskCompletion(GoodArguments.Claim with { TaskId = "a/b" }) }),
        ],
        var type when type == typeof(IReadOnlyList<FailedTask>) =>
        [
            ("null", null), ("with a null element", new FailedTask[] { null! }),
            ("without a failure", new[] { new FailedTask(GoodArguments.Claim, null!) }),
            ("with a bad claim", new[] { new FailedTask(GoodArguments.Claim with { AgentId = "" }, new TaskFailure("it broke")) }),
        ],
        var type when type == typeof(int) => [("zero", 0), ("negative", -1), ("too many", 501)],
        var type when type == typeof(AgentRegistration) => Registrations(),
        var type when type == typeof(AgentStats) =>
            [("null", null), ("negative", new AgentStats { TasksCompleted = -1 }), ("negative errors", new AgentStats { Errors = -1 })],
        var type when type == typeof(AgentStatus) => [("unknown", AgentStatus.Unknown), ("undefined", (AgentStatus)17)],
        var type when type == typeof(AgentDesiredState) => [("unknown", AgentDesiredState.Unknown), ("undefined", (AgentDesiredState)17)],
        var type when type == typeof(LivenessDetail) => [("undefined", (LivenessDetail)17)],
        var type when type == typeof(AgentInstanceOptions) =>
        [
            ("interval too short", new AgentInstanceOptions { HeartbeatInterval = TimeSpan.FromMilliseconds(999) }),
            ("interval too long", new AgentInstanceOptions { HeartbeatInterval = TimeSpan.FromHours(2) }),
        ],
        var type when type == typeof(TimeSpan?) => [("negative", TimeSpan.FromTicks(-1)), ("too long", TimeSpan.MaxValue)],
        var type when type == typeof(UserTier) => [("unknown", UserTier.Unknown), ("undefined", (UserTier)17)],
        var type when type == typeof(AgentTaskStatus) => [("unknown", AgentTaskStatus.Unknown), ("undefined", (AgentTaskStatus)17)],
        var type when type == typeof(ActivityLevel) || type == typeof(ActivityLevel?) =>
            [("unknown", ActivityLevel.Unknown), ("undefined", (ActivityLevel)17)],
        var type when type == typeof(UserUpdate) => UserUpdates(isOptional: parameter.HasDefaultValue),
        var type when type == typeof(NewGrant) => Grants(),
        var type when type == typeof(NewActivity) => Activities(),
        var type when type == typeof(ActivityFilter) && call.Method.Name == nameof(IActivityLog.TailAsync) =>
            [("with a range of time", ActivityFilter.All.Between(DateTimeOffset.UnixEpoch, until: null))],
        var type when type == typeof(ActivityTailOptions) =>
        [
            ("too many", new ActivityTailOptions { Last = 301 }), ("too small", new ActivityTailOptions { Buffer = 9 }),
            ("no overlap", new ActivityTailOptions { Overlap = TimeSpan.Zero }),
        ],
        // A range that ends before it begins involves two parameters, so no single value is invalid.
        var type when type == typeof(DateTimeOffset?) => [],
        var type when type == typeof(PageRequest) => [("of no page", new PageRequest { ContinuationToken = "no token" })],
        var type when type == typeof(StateVersion) => [("of no document", default(StateVersion))],
        var type when type == typeof(WriteCondition) || type == typeof(StateMapOptions) || type == typeof(ILogger) ||
            type == typeof(AgentFilter) || type == typeof(ActivityFilter) || type == typeof(UserFilter) || type == typeof(TaskFilter) => [],
        var type when type == typeof(TaskFailure) || type == typeof(TaskUsage) || type == typeof(SecretString) ||
            type == typeof(Func<User, UserUpdate?>) || type == typeof(JsonTypeInfo<string>) =>
            [("null", null)],
        var type => throw new InvalidOperationException($"Add invalid values for the parameter type {type}."),
    };

    private static IEnumerable<(string, object?)> NewTasks() =>
    [
        ("null", null), ("type", GoodArguments.Task with { Type = "" }), ("creator", GoodArguments.Task with { CreatedBy = "a/b" }),
        ("priority 0", GoodArguments.Task with { Priority = 0 }), ("priority 11", GoodArguments.Task with { Priority = 11 }),
        ("attempts", GoodArguments.Task with { MaxAttempts = 0 }), ("payload null", GoodArguments.Task with { Payload = null! }),
        ("payload too large", GoodArguments.Task with { Payload = Large }), ("parent", GoodArguments.Task with { ParentId = "a/b" }),
        ("user", GoodArguments.Task with { UserId = "a/b" }), ("user empty", GoodArguments.Task with { UserId = "" }),
        ("user too long", GoodArguments.Task with { UserId = new string('x', 1500) }),
        ("trace", GoodArguments.Task with { TraceParent = "no trace" }),
        ("delay negative", GoodArguments.Task with { Delay = TimeSpan.FromTicks(-1) }),
        ("delay too long", GoodArguments.Task with { Delay = TimeSpan.MaxValue }),
        ("delay and run time", GoodArguments.Task with { Delay = TimeSpan.Zero, RunAt = DateTimeOffset.UnixEpoch }),
        ("key empty", GoodArguments.Task with { IdempotencyKey = "" }),
        ("key too long", GoodArguments.Task with { IdempotencyKey = new string('x', 1501) }),
    ];

    private static IEnumerable<(string, object?)> Registrations() =>
    [
        ("null", null), ("id", GoodArguments.Registration with { Id = "a/b" }), ("type", GoodArguments.Registration with { Type = "a\nb" }),
        ("name", GoodArguments.Registration with { Name = HalfOfAPair }),
        ("version", GoodArguments.Registration with { SoftwareVersion = HalfOfAPair }),
        ("capability", GoodArguments.Registration with { Capabilities = ["good", ""] }),
        ("capability null", GoodArguments.Registration with { Capabilities = [null!] }),
        ("config too large", GoodArguments.Registration with { Config = Large }),
    ];

    private static IEnumerable<(string, object?)> UserUpdates(bool isOptional) =>
    [
        .. isOptional ? Array.Empty<(string, object?)>() : [("null", null)],
        ("name", new UserUpdate { DisplayName = HalfOfAPair }), ("tier unknown", new UserUpdate { Tier = UserTier.Unknown }),
        ("tier undefined", new UserUpdate { Tier = (UserTier)9 }),
        ("preferences too large", new UserUpdate { PreferencesToMerge = Large }),
    ];

    private static IEnumerable<(string, object?)> Grants() =>
    [
        ("null", null), ("token null", new NewGrant { AccessToken = null! }),
        ("token too long", new NewGrant { AccessToken = new SecretString(new string('x', 300_000)) }),
        ("type", GoodArguments.Grant with { TokenType = "" }), ("scope", GoodArguments.Grant with { Scopes = [""] }),
    ];

    private static IEnumerable<(string, object?)> Activities() =>
    [
        ("null", null), ("agent", GoodArguments.Activity with { Agent = "" }),
        ("action", GoodArguments.Activity with { Action = "a\u0000" }),
        ("level", GoodArguments.Activity with { Level = ActivityLevel.Unknown }),
        ("details null", GoodArguments.Activity with { Details = null! }),
        ("details too large", GoodArguments.Activity with { Details = Large }),
    ];
}
