using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Tests.Conventions;

/// <summary>The naming and documentation rules for all public types and methods.</summary>
public sealed class PublicTypeTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Type[] Public =
    [
        .. new[]
            {
                typeof(IDocumentStore), typeof(FirestoreEmulator), typeof(HostedAgent), typeof(AgentStateDataProtectionExtensions),
                typeof(AgentStateSqliteExtensions),
            }
            .SelectMany(type => type.Assembly.GetExportedTypes()),
    ];

    private static readonly MethodInfo[] PublicMethods =
        [.. Public.SelectMany(type => type.GetMethods(Declared)).Where(method => !method.IsSpecialName)];

    [Fact]
    public void Classes_WithoutDerivedClasses_AreSealed() =>
        Public
            .Where(type => type is { IsClass: true, IsSealed: false } && type != typeof(TaskHandler<,>) &&
                !Public.Any(other => other.BaseType == type))
            .Should().BeEmpty();

    [Fact]
    public void Types_ExceptRegistration_AreInTheAgentStateNamespace() =>
        Public.Where(type => type.Namespace != "AgentState" && !IsRegistration(type))
            .Should().BeEmpty();

    [Fact]
    public void Registration_OfServices_IsInTheContainerNamespace() =>
        Public.Where(type => type.GetMethods(Declared).Any(IsExtensionOfServices) && !IsRegistration(type))
            .Should().BeEmpty();

    [Fact]
    public void AsyncMethods_Names_EndInAsync() =>
        PublicMethods.Where(method => IsAsync(method.ReturnType) && !method.Name.EndsWith("Async", StringComparison.Ordinal))
            .Select(NameOf)
            .Should().BeEmpty();

    [Fact]
    public void OtherMethods_Names_DoNotEndInAsync() =>
        PublicMethods.Where(method => !IsAsync(method.ReturnType) && method.Name.EndsWith("Async", StringComparison.Ordinal))
            .Select(NameOf)
            .Should().BeEmpty();

    [Fact]
    public void AsyncMethods_LastParameter_IsAnOptionalToken() =>
        PublicMethods
            .Where(method => IsAsync(method.ReturnType) && !IsDisposal(method) && !IsOfAnInterfaceElsewhere(method) &&
                !IsCalledByUs(method))
            .Where(method =>
                method.GetParameters() is not [.., { ParameterType: var last, HasDefaultValue: true, Name: "cancellationToken" }] ||
                last != typeof(CancellationToken))
            .Select(NameOf)
            .Should().BeEmpty();

    [Fact, Trait("Guarantee", "P18")]
    public void EveryPublicMember_IsDocumented()
    {
        var documented = Public.Select(type => type.Assembly).Distinct()
            .SelectMany(assembly => XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member"))
            .Where(member => member.Element("summary") is { Value.Length: > 0 } || member.Element("inheritdoc") is not null)
            .Select(member => member.Attribute("name")!.Value.Split('(')[0])
            .ToHashSet(StringComparer.Ordinal);

        Public.Select(type => $"T:{type.FullName}")
            .Concat(PublicMethods
                .Where(method => !IsMadeByTheCompiler(method))
                .Select(method => $"M:{method.DeclaringType!.FullName}.{method.Name}"))
            .Concat(Public.SelectMany(type => type.GetProperties(Declared))
                .Where(property => !IsOfARecordsHead(property) && property.Name != "EqualityContract")
                .Select(property => $"P:{property.DeclaringType!.FullName}.{property.Name}"))
            .Where(name => !documented.Contains(name) && !documented.Any(other => other.StartsWith($"{name}``", StringComparison.Ordinal)))
            .Should().BeEmpty();
    }

    [Fact]
    public void DocumentStoreMethods_LastParameter_IsARequiredToken() =>
        typeof(IDocumentStore).GetMethods().Where(method => !method.IsSpecialName)
            .Where(method =>
                method.GetParameters() is not [.., { HasDefaultValue: false, ParameterType: var last }] ||
                last != typeof(CancellationToken))
            .Select(NameOf)
            .Should().BeEmpty();

    [Fact]
    public void PublicTypesAndMethods_OfTheAssemblies_AreFound()
    {
        Public.Should().Contain(typeof(AgentStateException));
        PublicMethods.Should().Contain(method => method.Name == nameof(FirestoreEmulator.StartAsync));
    }

    // The compiler generates these members of records; the comment of the type documents them.
    private static bool IsMadeByTheCompiler(MethodInfo method) =>
        method.IsDefined(typeof(CompilerGeneratedAttribute)) || method.Name is "<Clone>$" or "Deconstruct" or "PrintMembers" ||
        (method.DeclaringType!.GetMethod("<Clone>$") is not null && method.Name is "Equals" or "GetHashCode" or "ToString");

    private static bool IsOfARecordsHead(PropertyInfo property) =>
        property.DeclaringType!.GetConstructors()
            .Any(constructor => constructor.GetParameters().Any(parameter => parameter.Name == property.Name));

    private static bool IsAsync(Type type) =>
        typeof(Task).IsAssignableFrom(type) || type == typeof(ValueTask) ||
        (type.IsGenericType && type.GetGenericTypeDefinition() is var open &&
            (open == typeof(ValueTask<>) || open == typeof(IAsyncEnumerable<>)));

    private static bool IsDisposal(MethodInfo method) => method.Name == nameof(IAsyncDisposable.DisposeAsync);

    // Users implement these methods and the library always passes the token, so a default value is not needed.
    private static bool IsCalledByUs(MethodInfo method) =>
        method.DeclaringType == typeof(ITokenRefresher) || method.DeclaringType == typeof(ITokenRevoker) ||
        method.DeclaringType == typeof(IGitHubAppSigner) || method.DeclaringType == typeof(ITaskHandler) ||
        method.DeclaringType == typeof(TaskHandler<,>);

    // The interface of a health check or a hosted service defines the signature.
    private static bool IsOfAnInterfaceElsewhere(MethodInfo method) =>
        method.DeclaringType is { IsInterface: false } type &&
        type.GetInterfaces()
            .Where(@interface => @interface.Namespace != "AgentState")
            .Any(@interface => type.GetInterfaceMap(@interface).TargetMethods.Contains(method));

    private static bool IsRegistration(Type type) =>
        type is { Namespace: "Microsoft.Extensions.DependencyInjection", IsAbstract: true, IsSealed: true } &&
        type.GetMethods(Declared).All(method => method.IsDefined(typeof(ExtensionAttribute)));

    private static bool IsExtensionOfServices(MethodInfo method) =>
        method.IsDefined(typeof(ExtensionAttribute)) && method.GetParameters()[0].ParameterType.Name == "IServiceCollection";

    private static string NameOf(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";
}
