using System.Reflection;

namespace AgentState.Tests.BadInput;

/// <summary>A public method that can be called with valid arguments except one.</summary>
internal sealed record PublicCall(MethodInfo Method)
{
    private static readonly Type[] Services =
    [
        typeof(IUserStore), typeof(IAgentRegistry), typeof(ITaskQueue), typeof(ITaskAdministration), typeof(ClaimedTask),
        typeof(ITokenVault), typeof(IActivityLog), typeof(StateBatch), typeof(AgentStateClient),
    ];

    private static readonly Type[] Factories =
    [
        typeof(TaskFilter), typeof(AgentFilter), typeof(ActivityFilter), typeof(UserFilter), typeof(UserExtensions), typeof(MapPatch),
        typeof(WriteCondition),
    ];

    /// <summary>Every public method of the services and of the types that are passed to them.</summary>
    public static IReadOnlyList<PublicCall> All { get; } =
    [
        .. Services.Concat(Factories)
            .SelectMany(
                type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => !method.IsSpecialName && !IsOfRecords(method))
            .Select(method => new PublicCall(method.IsGenericMethodDefinition ? method.MakeGenericMethod(typeof(string)) : method)),
    ];

    public bool IsOfService => Services.Contains(Method.DeclaringType);

    public IEnumerable<ParameterInfo> Parameters =>
        Method.GetParameters().Where(parameter => parameter.ParameterType != typeof(CancellationToken));

    public bool TakesToken => Method.GetParameters().Any(parameter => parameter.ParameterType == typeof(CancellationToken));

    public override string ToString() =>
        $"{Method.DeclaringType!.Name}.{Method.Name}({string.Join(", ", Method.GetParameters().Select(parameter => parameter.Name))})";

    /// <summary>Calls the method and awaits its result, or the first element of a stream.</summary>
    public async Task InvokeAsync(Fleet fleet, ParameterInfo? spoilt, object? bad, CancellationToken cancellationToken)
    {
        object?[] arguments =
        [
            .. Method.GetParameters().Select(parameter => parameter.ParameterType == typeof(CancellationToken) ? cancellationToken
                : parameter == spoilt ? bad : GoodArguments.For(parameter)),
        ];
        object? answer;
        try
        {
            answer = Method.Invoke(fleet.TargetOf(Method), arguments);
        }
        catch (TargetInvocationException error)
        {
            throw error.InnerException!;
        }

        switch (answer)
        {
            case Task task:
                await task;
                break;
            case ValueTask<bool> task:
                await task;
                break;
            case IAsyncEnumerable<object?> stream:
                await using (var enumerator = stream.GetAsyncEnumerator(CancellationToken.None))
                {
                    await enumerator.MoveNextAsync();
                }

                break;
        }
    }

    private static bool IsOfRecords(MethodInfo method) =>
        method.Name is "ToString" or "Equals" or "GetHashCode" or "<Clone>$" ||
        method.Name.StartsWith("PrintMembers", StringComparison.Ordinal);
}
