using System.Net;
using AgentState;
using Grpc.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Snippets;

/// <summary>Code blocks of docs/connecting.md.</summary>
internal static class ConnectingSnippets
{
    public static void Configuration(IServiceCollection services, IConfiguration configuration)
    {
        services.AddAgentState(configuration.GetSection("AgentState"));
    }

    public static void Options(IServiceCollection services, string serviceAccountJson)
    {
        services.AddAgentState(options =>
        {
            options.ProjectId = "my-fleet";
            options.Credential = FirestoreCredential.FromServiceAccount(serviceAccountJson);
        });
    }

    public static void Keyed(IServiceCollection services)
    {
        services.AddAgentState(options => options.ProjectId = "my-fleet");
        services.AddKeyedAgentState("vault", options =>
        {
            options.ProjectId = "my-fleet";
            options.DatabaseId = "tokens";
        });
    }

    public static void Handler(IServiceCollection services)
    {
        services.AddAgentState(options => options.UseHttpHandler(new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            Proxy = new WebProxy("http://proxy.example.internal:3128"),
        }));
    }

    public static void Invoker(IServiceCollection services, CallInvoker invoker)
    {
        services.AddAgentState(options =>
        {
            options.ProjectId = "my-fleet";
            options.UseCallInvoker(invoker);
        });
    }
}
