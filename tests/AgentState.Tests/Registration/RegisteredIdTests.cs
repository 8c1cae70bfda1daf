using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Tests;

/// <summary>Tests that registration methods reject invalid ids and names, and name the caller's parameter.</summary>
public sealed class RegisteredIdTests
{
    private static readonly string TooLong = new('a', 1_501);

    public static TheoryData<string> BadIds { get; } = ["", " ", "a/b", ".", "..", "__x__", "____", "a\nb", TooLong];

    public static TheoryData<string> BadNames { get; } = ["", " ", "a\nb", TooLong];

    [Theory, MemberData(nameof(BadIds)), Trait("Guarantee", "P1")]
    public void AddAgent_InvalidId_Throws(string id) => Refused(builder => builder.AddAgent(id, "github"), "agentId");

    [Theory, MemberData(nameof(BadNames)), Trait("Guarantee", "P1")]
    public void AddAgent_InvalidType_Throws(string type) => Refused(builder => builder.AddAgent("a", type), "type");

    [Theory, MemberData(nameof(BadNames)), InlineData("a/b"), Trait("Guarantee", "P1")]
    public void AddTaskWorker_InvalidType_Throws(string type)
    {
        Refused(builder => builder.AddTaskWorker<Handler>(type), "type");
        Refused(builder => builder.AddTaskWorker<Handler>(type, static _ => { }), "type");
        Refused(builder => builder.AddTaskWorker(type, Nothing), "type");
        Refused(builder => builder.AddTaskWorker(type, Nothing, static _ => { }), "type");
    }

    [Fact, Trait("Guarantee", "P1")]
    public void AddTaskWorker_TypeTooLongForAgentId_RequiresAnAgent()
    {
        var type = new string('a', 1_499);

        Refused(builder => builder.AddTaskWorker(type, Nothing), "type");
        Builder().Invoking(builder => builder.AddAgent("a", "github").AddTaskWorker(type, Nothing)).Should().NotThrow();
        Builder().Invoking(builder => builder.AddAgent("a", "github").AddTaskWorker("a/b", Nothing)).Should().NotThrow();
    }

    [Fact, Trait("Guarantee", "P1")]
    public void AddAgent_InvalidOption_NamesTheParameter()
    {
        Refused(builder => builder.AddAgent("a", "github", agent => agent.HeartbeatInterval = TimeSpan.Zero), "configure");
        Refused(builder => builder.AddAgent("a", "github", agent => agent.Capabilities = ["good", ""]), "configure");
        Refused(builder => builder.AddAgent("a", "github", agent => agent.Name = "\ud83d"), "configure");
    }

    [Theory, InlineData("a/b"), InlineData("."), InlineData("__x__"), InlineData(""), Trait("Guarantee", "P1")]
    public void TokenRegistration_InvalidServiceName_Throws(string service)
    {
        Refused(builder => builder.AddTokenRefresher(service, static (_, _, _) => throw new InvalidOperationException()), "service");
        Refused(builder => builder.AddStaticToken(service, static _ => null), "service");
        Refused(builder => builder.AddOAuthRefresh(service, static _ => { }), "service");
        Refused(builder => builder.AddGitHubApp(service, static _ => { }), "service");
        Refused(builder => builder.AddGitHubUserTokens(service, static _ => { }), "service");
        Refused(builder => builder.Services.AddHttpClient("client").AddAgentToken(service), "key");
    }

    private static void Refused(Action<AgentStateBuilder> register, string parameter) =>
        Builder().Invoking(register).Should().Throw<ArgumentException>().WithParameterName(parameter);

    private static AgentStateBuilder Builder() => new ServiceCollection().AddAgentState().UseEmbedded();

    private static Task<StateMap?> Nothing(TaskContext context, CancellationToken cancellationToken) => Task.FromResult<StateMap?>(null);

    private sealed class Handler : ITaskHandler
    {
        public Task<StateMap?> HandleAsync(TaskContext context, CancellationToken cancellationToken) => Nothing(context, cancellationToken);
    }
}
