using System.Linq.Expressions;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Tests;

/// <summary>
/// Tests every parameter of every public registration method with invalid values: the error names the caller's parameter.
/// New methods are included automatically; a parameter of a new type fails until it has a valid value here.
/// </summary>
public sealed class RegistrationArgumentTests
{
    private const string Valid = "good";

    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Assembly[] Packages =
        [typeof(AgentStateBuilder).Assembly, typeof(HostedAgentBuilder).Assembly, typeof(AgentStateDataProtectionExtensions).Assembly];

    private static readonly MethodInfo[] Methods =
    [
        .. Packages.SelectMany(package => package.GetExportedTypes())
            .Where(type => type.Namespace == typeof(IServiceCollection).Namespace)
            .Concat([typeof(AgentStateBuilder), typeof(HostedAgentBuilder)])
            .SelectMany(
                type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => !method.IsSpecialName)
            .Select(method => method.IsGenericMethodDefinition ? method.MakeGenericMethod(ArgumentOf(method)) : method),
    ];

    [Fact, Trait("Guarantee", "P13")]
    public void RegistrationMethod_InvalidArgument_NamesTheCallersParameter()
    {
        var calls =
            from method in Methods
            from parameter in method.GetParameters()
            from bad in InvalidValues(parameter)
            select (Method: method, Parameter: parameter, Bad: bad);
        var failures = new List<string>();
        var count = 0;
        foreach (var (method, parameter, bad) in calls)
        {
            count++;
            var error = ErrorOf(method, parameter, bad);
            if ((error as ArgumentException)?.ParamName != parameter.Name)
            {
                failures.Add(
                    $"{NameOf(method)} with {parameter.Name} = '{bad}': {error?.GetType().Name ?? "no error"} " +
                    $"'{(error as ArgumentException)?.ParamName}'");
            }
        }

        failures.Should().BeEmpty();
        count.Should().BeGreaterThan(150);
    }

    // Proves that the test above tests the invalid argument.
    [Fact]
    public void RegistrationMethod_ValidArguments_AreAccepted() =>
        Methods.Select(method => (NameOf(method), Error: ErrorOf(method, spoilt: null, bad: null)))
            .Where(call => call.Error is not null)
            .Should().BeEmpty();

    private static Exception? ErrorOf(MethodInfo method, ParameterInfo? spoilt, object? bad)
    {
        object?[] arguments = [.. method.GetParameters().Select(parameter => parameter == spoilt ? bad : ValidValue(parameter))];
        try
        {
            method.Invoke(method.IsStatic ? null : TargetOf(method), arguments);
            return null;
        }
        catch (TargetInvocationException error)
        {
            return error.InnerException;
        }
    }

    private static AgentStateBuilder TargetOf(MethodInfo method)
    {
        var builder = new ServiceCollection().AddAgentState().UseEmbedded();
        return method.DeclaringType == typeof(HostedAgentBuilder) ? builder.AddAgent("agent", "type") : builder;
    }

    private static IEnumerable<object?> InvalidValues(ParameterInfo parameter)
    {
        if (!parameter.ParameterType.IsValueType && Nullability.Create(parameter).WriteState is NullabilityState.NotNull)
        {
            yield return null;
        }

        IEnumerable<object> others = parameter.Name switch
        {
            "agentId" or "key" or "service" => ["", "a/b", "..", "__x__", "a\nb", new string('x', 1_501)],
            "type" => ["", " ", "a\nb", "half \ud800 of a pair", new string('x', 1_501)],
            "serviceKey" when !parameter.HasDefaultValue => ["", " "],
            "scheme" => ["", "two words"],
            "interval" => [TimeSpan.Zero, TimeSpan.FromMilliseconds(999)],
            "configure" when parameter.ParameterType == typeof(Action<HostedAgentOptions>) =>
                [(Action<HostedAgentOptions>)(static agent => agent.HeartbeatInterval = TimeSpan.Zero)],
            _ => [],
        };
        foreach (var other in others)
        {
            yield return other;
        }
    }

    private static object? ValidValue(ParameterInfo parameter) => parameter.ParameterType switch
    {
        _ when parameter.HasDefaultValue => parameter.DefaultValue,
        var type when type == typeof(string) => Valid,
        var type when type == typeof(IServiceCollection) => new ServiceCollection(),
        var type when type == typeof(AgentStateBuilder) => new ServiceCollection().AddAgentState().UseEmbedded(),
        var type when type == typeof(IHttpClientBuilder) => new ServiceCollection().AddHttpClient("client"),
        var type when type == typeof(IHealthChecksBuilder) => new ServiceCollection().AddHealthChecks(),
        var type when type == typeof(IConfiguration) => new ConfigurationBuilder().Build(),
        var type when type == typeof(ITokenRefresher) => new Refresher(),
        var type when typeof(Delegate).IsAssignableFrom(type) => DoesNothing(type),
        var type when type.GetConstructor([typeof(string)]) is { } constructor => constructor.Invoke([Valid]),
        var type => throw new InvalidOperationException($"Add a valid value for the parameter type {type}."),
    };

    private static Delegate DoesNothing(Type type)
    {
        var invoke = type.GetMethod("Invoke")!;
        return Expression.Lambda(
            type,
            Expression.Default(invoke.ReturnType),
            invoke.GetParameters().Select(parameter => Expression.Parameter(parameter.ParameterType))).Compile();
    }

    private static Type ArgumentOf(MethodInfo method)
    {
        var constraints = method.GetGenericArguments()[0].GetGenericParameterConstraints();
        return constraints.Contains(typeof(ITaskHandler)) ? typeof(Handler)
            : constraints.Contains(typeof(ITokenRefresher)) ? typeof(Refresher)
            : typeof(object);
    }

    private static string NameOf(MethodInfo method) =>
        $"{method.Name}({string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType.Name))})";

    private sealed class Handler : ITaskHandler
    {
        public Task<StateMap?> HandleAsync(TaskContext context, CancellationToken cancellationToken) => Task.FromResult<StateMap?>(null);
    }

    private sealed class Refresher : ITokenRefresher
    {
        public bool CanMint => true;

        public Task<NewGrant> RefreshAsync(string key, TokenGrant? current, CancellationToken cancellationToken) =>
            throw new InvalidOperationException();
    }
}
