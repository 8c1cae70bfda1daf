using System.Reflection;
using System.Runtime.CompilerServices;

namespace AgentState.Tests.Conventions;

/// <summary>What every public type and method has in common.</summary>
public sealed class PublicTypeTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Type[] Public = [.. new[] { typeof(IDocumentStore), typeof(FirestoreEmulator) }.SelectMany(type => type.Assembly.GetExportedTypes())];

    private static readonly MethodInfo[] PublicMethods = [.. Public.SelectMany(type => type.GetMethods(Declared)).Where(method => !method.IsSpecialName)];

    [Fact]
    public void Classes_AreSealed_UnlessOthersDeriveFromThem() =>
        Public.Where(type => type is { IsClass: true, IsSealed: false } && !Public.Any(other => other.BaseType == type))
            .Should().BeEmpty();

    [Fact]
    public void Types_AreInTheOneNamespace_ButRegistration() =>
        Public.Where(type => type.Namespace != "AgentState" && !IsRegistration(type))
            .Should().BeEmpty();

    [Fact]
    public void Registration_IsInTheContainersNamespace() =>
        Public.Where(type => type.GetMethods(Declared).Any(IsExtensionOfServices) && !IsRegistration(type))
            .Should().BeEmpty();

    [Fact]
    public void AsyncMethods_EndInAsync() =>
        PublicMethods.Where(method => IsAsync(method.ReturnType) && !method.Name.EndsWith("Async", StringComparison.Ordinal))
            .Select(NameOf)
            .Should().BeEmpty();

    [Fact]
    public void OtherMethods_DoNotEndInAsync() =>
        PublicMethods.Where(method => !IsAsync(method.ReturnType) && method.Name.EndsWith("Async", StringComparison.Ordinal))
            .Select(NameOf)
            .Should().BeEmpty();

    [Fact]
    public void AsyncMethods_TakeTheTokenLast_WithADefault() =>
        PublicMethods
            .Where(method => IsAsync(method.ReturnType) && !IsDisposal(method) && !IsOfAnInterfaceElsewhere(method))
            .Where(method => method.GetParameters() is not [.., { ParameterType: var last, HasDefaultValue: true, Name: "cancellationToken" }] || last != typeof(CancellationToken))
            .Select(NameOf)
            .Should().BeEmpty();

    [Fact]
    public void SeamMethods_TakeTheTokenLast_WithoutADefault() =>
        typeof(IDocumentStore).GetMethods().Where(method => !method.IsSpecialName)
            .Where(method => method.GetParameters() is not [.., { HasDefaultValue: false, ParameterType: var last }] || last != typeof(CancellationToken))
            .Select(NameOf)
            .Should().BeEmpty();

    [Fact]
    public void Public_HasTypesAndAsyncMethods()
    {
        Public.Should().Contain(typeof(AgentStateException));
        PublicMethods.Should().Contain(method => method.Name == nameof(FirestoreEmulator.StartAsync));
    }

    private static bool IsAsync(Type type) =>
        typeof(Task).IsAssignableFrom(type) || type == typeof(ValueTask) ||
        (type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(ValueTask<>) || open == typeof(IAsyncEnumerable<>)));

    private static bool IsDisposal(MethodInfo method) => method.Name == nameof(IAsyncDisposable.DisposeAsync);

    // A health check or a hosted service has the shape that its own interface gives it.
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
