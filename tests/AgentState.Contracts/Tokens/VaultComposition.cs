using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentState.Contracts;

/// <summary>Composes a vault from its registrations, as a container does, over the services of a process under test.</summary>
internal static class VaultComposition
{
    private const string Name = "";

    public static TokenVault Create(
        QueueUnderTest process, TokenOptions options, TokenSourceRegistry sources, ILogger<TokenVault> logger, ISecretForm? secrets)
    {
        var services = new ServiceCollection();
        services.AddKeyedSingleton(Name, process.Stack);
        services.AddKeyedSingleton(Name, process.Listeners);
        services.AddKeyedSingleton(Name, process.Form);
        services.AddKeyedSingleton(Name, options);
        services.AddKeyedSingleton(Name, sources);
        if (secrets is not null)
        {
            services.AddKeyedSingleton(Name, secrets);
        }

        TokenRegistration.AddParts(services, Name, _ => logger);
        return TokenRegistration.MakeVault(services.BuildServiceProvider(), Name);
    }
}
