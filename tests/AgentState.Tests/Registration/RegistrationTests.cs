using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentState.Tests;

public sealed class RegistrationTests
{
    private static readonly ServiceProviderOptions Strict = new() { ValidateOnBuild = true, ValidateScopes = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "P1")]
    public async Task AddAgentState_Twice_RegistersServicesOnce()
    {
        var services = new ServiceCollection();
        services.AddAgentState().UseEmbedded();
        var registered = services.Count(IsAService);

        services.AddAgentState().UseEmbedded();

        services.Count(IsAService).Should().Be(registered);
        await using var provider = services.BuildServiceProvider(Strict);
        await provider.GetRequiredService<ITaskQueue>().EnqueueAsync(Contracts.QueueUnderTest.NewTask(), Token);
        provider.GetRequiredService<AgentStateClient>().Tasks.Should().BeSameAs(provider.GetRequiredService<ITaskQueue>());

        static bool IsAService(ServiceDescriptor service) => service.ServiceType.Assembly == typeof(ITaskQueue).Assembly;
    }

    [Fact, Trait("Guarantee", "P1")]
    public async Task AddAgentState_WithExistingService_KeepsIt()
    {
        var services = new ServiceCollection();
        var own = DispatchProxy.Create<ITaskQueue, Refusing>();
        services.AddSingleton(own);

        services.AddAgentState().UseEmbedded();

        await using var provider = services.BuildServiceProvider(Strict);
        provider.GetRequiredService<ITaskQueue>().Should().BeSameAs(own);
        provider.GetRequiredService<AgentStateClient>().Tasks.Should().BeSameAs(own);
    }

    [Fact, Trait("Guarantee", "P1")]
    public async Task AddKeyedAgentState_TwoKeys_UseSeparateDatabases()
    {
        var services = new ServiceCollection();
        services.AddKeyedAgentState("north", state => state.ProjectId = "north").UseEmbedded();
        services.AddKeyedAgentState("south").UseEmbedded();
        services.AddAgentState().UseEmbedded();
        await using var provider = services.BuildServiceProvider(Strict);

        var task = await provider.GetRequiredKeyedService<ITaskQueue>("north").EnqueueAsync(Contracts.QueueUnderTest.NewTask(), Token);

        (await provider.GetRequiredKeyedService<AgentStateClient>("north").Tasks.GetAsync(task.Id, Token)).Should().Be(task);
        (await provider.GetRequiredKeyedService<ITaskQueue>("south").GetAsync(task.Id, Token)).Should().BeNull();
        (await provider.GetRequiredService<ITaskQueue>().GetAsync(task.Id, Token)).Should().BeNull();
    }

    [Theory, Trait("Guarantee", "P1")]
    [InlineData(null)]
    [InlineData("north")]
    public async Task AddAgentState_AllServices_AreThoseOfTheClient(string? key)
    {
        var services = new ServiceCollection();
        _ = key is null ? services.AddAgentState().UseEmbedded() : services.AddKeyedAgentState(key).UseEmbedded();
        await using var provider = services.BuildServiceProvider(Strict);

        var client = Resolve<AgentStateClient>();

        client.Users.Should().BeSameAs(Resolve<IUserStore>());
        client.Agents.Should().BeSameAs(Resolve<IAgentRegistry>());
        client.Tasks.Should().BeSameAs(Resolve<ITaskQueue>());
        client.Tokens.Should().BeSameAs(Resolve<ITokenVault>());
        client.Activity.Should().BeSameAs(Resolve<IActivityLog>());

        T Resolve<T>()
            where T : notnull => key is null ? provider.GetRequiredService<T>() : provider.GetRequiredKeyedService<T>(key);
    }

    [Fact, Trait("Guarantee", "K38")]
    public async Task TokenSources_OfOneRegistration_LastOneForAServiceWins()
    {
        var services = new ServiceCollection();
        services.AddSingleton(new NewGrant { AccessToken = new SecretString("from the container") });
        services.AddAgentState().UseEmbedded()
            .AddStaticToken("github", new SecretString("first"))
            .AddStaticToken("github", _ => "second")
            .AddTokenRefresher("data", _ => throw new InvalidOperationException("replaced"))
            .AddTokenRefresher<MintingRefresher>("data");
        services.AddKeyedAgentState("north").UseEmbedded().AddStaticToken("github", new SecretString("north"));
        await using var provider = services.BuildServiceProvider(Strict);

        (await TokenAsync(provider.GetRequiredService<ITokenVault>(), "github:user:42")).Should().Be("second");
        (await TokenAsync(provider.GetRequiredService<ITokenVault>(), "data")).Should().Be("from the container");
        (await TokenAsync(provider.GetRequiredKeyedService<ITokenVault>("north"), "github")).Should().Be("north");

        static async Task<string> TokenAsync(ITokenVault vault, string key) =>
            (await vault.GetAccessTokenAsync(key, Token)).Secret.Reveal();
    }

    [Fact, Trait("Guarantee", "P1")]
    public void AddAgentState_WithConfiguration_BindsTheOptions()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AgentState:ProjectId"] = "from-configuration",
            ["AgentState:ParentPath"] = "envs/staging",
            ["AgentState:CallTimeout"] = "00:00:03",
            ["AgentState:Retry:MaxAttempts"] = "2",
            ["AgentState:Tasks:LeaseDuration"] = "00:05:00",
            ["AgentState:Tasks:StatsCounting"] = "WithTask",
            ["AgentState:Tasks:UsePartitions"] = "true",
            ["AgentState:Agents:FlushInterval"] = "00:00:02",
            ["AgentState:Tokens:RefreshSkew"] = "00:10:00",
        }).Build();
        var services = new ServiceCollection();

        services.AddAgentState(configuration.GetSection("AgentState")).UseEmbedded();

        using var provider = services.BuildServiceProvider(Strict);
        var options = provider.GetRequiredService<IOptions<AgentStateOptions>>().Value;
        options.ProjectId.Should().Be("from-configuration");
        options.CallTimeout.Should().Be(TimeSpan.FromSeconds(3));
        options.Retry.MaxAttempts.Should().Be(2);
        options.Tasks.LeaseDuration.Should().Be(TimeSpan.FromMinutes(5));
        options.Tasks.StatsCounting.Should().Be(StatsCounting.WithTask);
        options.Tasks.UsePartitions.Should().BeTrue();
        options.Agents.FlushInterval.Should().Be(TimeSpan.FromSeconds(2));
        options.Tokens.RefreshSkew.Should().Be(TimeSpan.FromMinutes(10));
        provider.GetRequiredKeyedService<DocumentStack>(Options.DefaultName).Documents.Root.Parent
            .Should().Be("projects/from-configuration/databases/(default)/documents/envs/staging");
    }

    [Fact, Trait("Guarantee", "P1")]
    public void Dispose_OfTheContainer_DoesNotThrow()
    {
        var services = new ServiceCollection();
        services.AddAgentState().UseEmbedded();
        var provider = services.BuildServiceProvider(Strict);
        _ = provider.GetRequiredService<AgentStateClient>();

        var dispose = provider.Dispose;

        dispose.Should().NotThrow();
    }

    public static TheoryData<Action<AgentStateOptions>, string, string> Wrong => new()
    {
        { state => state.CallTimeout = TimeSpan.Zero, "AgentState:CallTimeout", "00:00:00" },
        { state => state.Retry.MaxAttempts = 0, "AgentState:Retry:MaxAttempts", "0" },
        { state => state.Retry.MaxDelay = TimeSpan.FromMilliseconds(5), "AgentState:Retry:MaxDelay", "AgentState:Retry:Delay" },
        { state => state.Tasks.LeaseDuration = TimeSpan.FromDays(2), "AgentState:Tasks:LeaseDuration", "2.00:00:00" },
        { state => state.Tasks.LeaseDuration = TimeSpan.FromSeconds(2), "AgentState:Tasks:ClaimTimeout", "AgentState:Tasks:LeaseDuration" },
        {
            state => state.Tasks.RenewalInterval = state.Tasks.LeaseDuration / 2,
            "AgentState:Tasks:RenewalInterval",
            "less than half of AgentState:Tasks:LeaseDuration"
        },
        {
            state => state.Tasks.RenewalInterval = state.Tasks.LeaseDuration,
            "AgentState:Tasks:RenewalInterval",
            "less than half of AgentState:Tasks:LeaseDuration"
        },
        {
            state => state.Tasks.MaxRetryDelay = state.Tasks.RetryDelay / 2,
            "AgentState:Tasks:MaxRetryDelay",
            "AgentState:Tasks:RetryDelay (00:00:10)"
        },
        { state => state.Tasks.StatsCounting = (StatsCounting)9, "AgentState:Tasks:StatsCounting", "Batched" },
        { state => state.Tasks.PauseMaxAge = TimeSpan.FromSeconds(-5), "AgentState:Tasks:PauseMaxAge", "-00:00:05" },
        { state => state.Agents.FlushInterval = TimeSpan.Zero, "AgentState:Agents:FlushInterval", "00:00:00" },
        { state => state.Tokens.RefreshSkew = TimeSpan.FromDays(2), "AgentState:Tokens:RefreshSkew", "2.00:00:00" },
        { state => state.Tokens.RefreshTimeout = TimeSpan.Zero, "AgentState:Tokens:RefreshTimeout", "00:00:00" },
        { state => state.Activity.FlushInterval = TimeSpan.Zero, "AgentState:Activity:FlushInterval", "00:00:00" },
        { state => state.Activity.BatchSize = 501, "AgentState:Activity:BatchSize", "501" },
        { state => state.Activity.QueueBytes = 1, "AgentState:Activity:QueueBytes", "1" },
        { state => state.Activity.WhenFull = (ActivityOverflow)9, "AgentState:Activity:WhenFull", "DropNewest" },
        { state => state.Activity.ErrorRetention = TimeSpan.Zero, "AgentState:Activity:ErrorRetention", "00:00:00" },
        { state => state.Activity.Redaction.Keys.Add(" _"), "AgentState:Activity:Redaction:Keys", "empty" },
        { state => state.Activity.Redaction.Patterns.Add("(?<=a)b"), "AgentState:Activity:Redaction:Patterns", "(?<=a)b" },
        { state => state.Activity.Redaction.Patterns.Add("("), "AgentState:Activity:Redaction:Patterns", "'('" },
        { state => state.ProjectId = "Not A Project", "AgentState:ProjectId", "Not A Project" },
        { state => state.ParentPath = "envs", "AgentState:ParentPath", "envs" },
        { state => state.DatabaseId = "NO", "AgentState:DatabaseId", "NO" },
    };

    [Theory, Trait("Guarantee", "P2")]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Start_InvalidOptions_ThrowsWithSettingAndDetail(Action<AgentStateOptions> spoil, string setting, string alsoTold)
    {
        var services = new ServiceCollection();
        services.AddAgentState(spoil).UseEmbedded();
        using var provider = services.BuildServiceProvider(Strict);

        var start = () => provider.GetRequiredService<IStartupValidator>().Validate();

        start.Should().Throw<OptionsValidationException>().Which.Message.Should().Contain(setting).And.Contain(alsoTold);
    }

    [Fact, Trait("Guarantee", "P2")]
    public void Start_WithoutConnection_ThrowsWithTheListOfSources()
    {
        string[] variables = ["FIRESTORE_EMULATOR_HOST", "FIREBASE_CREDENTIALS", "GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT"];
        Assert.SkipWhen(
            variables.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 }), "The environment configures a connection.");
        var services = new ServiceCollection();
        services.AddAgentState(state => state.ProjectId = "names-but-never-connects");
        using var provider = services.BuildServiceProvider(Strict);

        var start = () => provider.GetRequiredService<IStartupValidator>().Validate();

        start.Should().Throw<OptionsValidationException>().Which.Message.Should()
            .ContainAll(variables.Append("EmulatorHost").Append("Endpoint").Append("Credential"));
    }

    [Fact, Trait("Guarantee", "P2")]
    public void Start_ValidOptions_DoesNotThrow()
    {
        var services = new ServiceCollection();
        services.AddAgentState(state => state.ParentPath = "envs/staging").UseEmbedded();
        using var provider = services.BuildServiceProvider(Strict);

        var start = () => provider.GetRequiredService<IStartupValidator>().Validate();

        start.Should().NotThrow();
    }

    private sealed class MintingRefresher(NewGrant grant) : ITokenRefresher
    {
        public bool CanMint => true;

        public Task<NewGrant> RefreshAsync(string key, TokenGrant? current, CancellationToken cancellationToken) => Task.FromResult(grant);
    }

    /// <summary>A service of the application that throws if any of its methods is called.</summary>
    public class Refusing : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new InvalidOperationException();
    }
}
