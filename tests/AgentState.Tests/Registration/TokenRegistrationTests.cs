using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentState.Tests;

public sealed class TokenRegistrationTests
{
    private const int MaxParameters = 7;

    private static readonly Type[] Services = Registered();

    [Fact]
    public async Task Resolve_TwoRegistrations_EachHasItsOwnServices()
    {
        var services = new ServiceCollection();
        services.AddAgentState().UseEmbedded();
        services.AddKeyedAgentState("north").UseEmbedded();
        await using var provider = services.BuildServiceProvider();

        foreach (var service in Services)
        {
            var resolved = provider.GetRequiredKeyedService(service, "");

            resolved.Should().BeSameAs(provider.GetRequiredKeyedService(service, ""));
            resolved.Should().NotBeSameAs(provider.GetRequiredKeyedService(service, "north"));
        }
    }

    // A service that needs more does more than one thing.
    [Fact]
    public void Constructors_OfTheVaultAndItsServices_AreShort() =>
        Services.Append(typeof(TokenVault))
            .SelectMany(service => service.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(constructor => constructor.GetParameters().Length > MaxParameters)
            .Select(constructor => constructor.DeclaringType!.Name)
            .Should().BeEmpty();

    [Fact]
    public void Add_Services_IncludesThoseOfARefresh() =>
        Services.Should().Contain([typeof(TokenAcquisition), typeof(LeasedRefresh), typeof(RefresherCall), typeof(ISecretForm)]);

    private static Type[] Registered()
    {
        var services = new ServiceCollection();
        TokenRegistration.AddParts(services, "", static _ => NullLogger.Instance);
        return [.. services.Select(service => service.ServiceType)];
    }
}
