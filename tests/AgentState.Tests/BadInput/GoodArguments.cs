using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace AgentState.Tests.BadInput;

/// <summary>A valid argument for each parameter type.</summary>
internal static class GoodArguments
{
    public static NewTask Task => new() { Type = "github", CreatedBy = "a", Payload = StateMap.Empty };

    public static TaskClaim Claim => new() { TaskId = "t", AgentId = "a", Token = "token" };

    public static AgentRegistration Registration => new() { Id = "a", Type = "github" };

    public static NewGrant Grant => new() { AccessToken = new SecretString("access") };

    public static NewActivity Activity => new() { Agent = "a", Action = "acted" };

    public static ClaimedTask Claimed => new(task: null, Claim, actions: null!);

    public static object? For(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(string) => "good",
        var type when type == typeof(object) => 7,
        var type when type == typeof(StateMap) => StateMap.Empty,
        var type when type == typeof(MapPatch) => MapPatch.Empty.Set("key", 1),
        var type when type == typeof(NewTask) => Task,
        var type when type == typeof(int?) => 7,
        var type when type == typeof(IReadOnlyList<string>) => new[] { "good", "better" },
        var type when type == typeof(IReadOnlyList<NewTask>) => new[] { Task, Task },
        var type when type == typeof(TaskClaim) => Claim,
        var type when type == typeof(ClaimedTask) => Claimed,
        var type when type == typeof(IReadOnlyList<TaskCompletion>) => new[] { new TaskCompletion(Claim) },
        var type when type == typeof(IReadOnlyList<FailedTask>) => new[] { new FailedTask(Claim, new TaskFailure("it broke")) },
        var type when type == typeof(int) => 1,
        var type when type == typeof(TaskFailure) => new TaskFailure("it broke"),
        var type when type == typeof(TaskUsage) => TaskUsage.Of("tokens", 1),
        var type when type == typeof(TaskFilter) => TaskFilter.ByCreator("a"),
        var type when type == typeof(AgentRegistration) => Registration,
        var type when type == typeof(AgentStats) => new AgentStats { Errors = 1 },
        var type when type == typeof(AgentStatus) => AgentStatus.Idle,
        var type when type == typeof(AgentDesiredState) => AgentDesiredState.Running,
        var type when type == typeof(AgentTaskStatus) => AgentTaskStatus.Done,
        var type when type == typeof(ActivityLevel) => ActivityLevel.Info,
        var type when type == typeof(User) || type == typeof(DateTimeOffset?) => null,
        var type when type == typeof(UserTier) => UserTier.Pro,
        var type when type == typeof(UserUpdate) => new UserUpdate(),
        var type when type == typeof(Func<User, UserUpdate?>) => (Func<User, UserUpdate?>)(_ => null),
        var type when type == typeof(NewGrant) => Grant,
        var type when type == typeof(SecretString) => new SecretString("access"),
        var type when type == typeof(NewActivity) => Activity,
        var type when type == typeof(StateVersion) => StateVersion.Parse("2026-01-31T12:00:00.123456Z"),
        var type when type == typeof(JsonTypeInfo<string>) => System.Text.Json.JsonSerializerOptions.Default.GetTypeInfo(typeof(string)),
        _ when parameter.HasDefaultValue => parameter.DefaultValue,
        var type => throw new InvalidOperationException($"Add a valid value for the parameter type {type}."),
    };
}
