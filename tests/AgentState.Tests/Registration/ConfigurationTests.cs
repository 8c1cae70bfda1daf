using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentState.Tests;

/// <summary>Tests mistakes that only the configuration shows: bare numbers that .NET reads as days, and keys that set no option.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly HeardLogs logs = new();

    public static TheoryData<string> Times =>
        [.. ConfigurationKeys.AgentState.Kinds.Where(key => key.Value is ConfigurationKeyKind.Time).Select(key => key.Key)];

    public static TheoryData<Action<AgentStateOptions>, string> Days => new()
    {
        { static state => state.Retry.Timeout = TimeSpan.Parse("1", null), "AgentState:Retry:Timeout" },
        { static state => state.Tokens.RefreshSkew = TimeSpan.Parse("1", null), "AgentState:Tokens:RefreshSkew" },
        { static state => state.Tasks.LeaseDuration = TimeSpan.Parse("1", null), "AgentState:Tasks:LeaseDuration" },
        { static state => state.Tasks.PollInterval = TimeSpan.Parse("1", null), "AgentState:Tasks:PollInterval" },
        { static state => state.Tasks.SweepInterval = TimeSpan.Parse("1", null), "AgentState:Tasks:SweepInterval" },
        { static state => state.Tasks.RetryDelay = TimeSpan.Parse("1", null), "AgentState:Tasks:RetryDelay" },
    };

    [Fact, Trait("Guarantee", "P2")]
    public void ConfigurationKeys_OfAllOptions_HaveTheirKinds()
    {
        ConfigurationKeys.AgentState.Kinds.Should().Contain("ProjectId", ConfigurationKeyKind.Value)
            .And.Contain("Endpoint", ConfigurationKeyKind.Value)
            .And.Contain("Tasks:LeaseDuration", ConfigurationKeyKind.Time)
            .And.Contain("Tasks:Retention", ConfigurationKeyKind.Time)
            .And.Contain("Tasks:StatsCounting", ConfigurationKeyKind.Value)
            .And.Contain("Activity:Redaction:Keys", ConfigurationKeyKind.Collection);
        ConfigurationKeys.AgentState.Kinds.Where(key => key.Value is ConfigurationKeyKind.InCode).Select(key => key.Key)
            .Should().Equal(["Credential"], "every other option is bound, also in nested sections");
        ConfigurationKeys.TokenEncryption.Kinds
            .Should().Contain("Keys", ConfigurationKeyKind.Collection).And.NotContainValue(ConfigurationKeyKind.InCode);
    }

    [Theory, MemberData(nameof(Times)), Trait("Guarantee", "P2")]
    public void Start_TimeAsBareNumber_ThrowsWithTheCure(string key)
    {
        Start(Section(($"AgentState:{key}", "1"))).Should().Throw<OptionsValidationException>()
            .Which.Message.Should().Contain($"AgentState:{key} is '1', which .NET reads as 1 days").And.Contain("00:00:01");
    }

    [Theory, Trait("Guarantee", "P2")]
    [InlineData("1", false)]
    [InlineData(" 30 ", false)]
    [InlineData("-1", false)]
    [InlineData("24:00:00", false)]
    [InlineData("90:00:00", false)]
    [InlineData("0", true)]
    [InlineData("00:00:01", true)]
    [InlineData("23:59:59", true)]
    [InlineData("1.00:00:00", true)]
    [InlineData("1:00:00:00", true)]
    [InlineData("-1.00:00:00", true)]
    [InlineData("no time", true)]
    [InlineData("", true)]
    [InlineData(null, true)]
    public void DaysProblemOf_TimeText_RequiresExplicitDays(string? text, bool good) =>
        (ConfigurationCheck.DaysProblemOf(text) is null).Should().Be(good);

    // Covers programs that bind the options themselves: the library then does not see the configured text.
    [Theory, MemberData(nameof(Days), DisableDiscoveryEnumeration = true), Trait("Guarantee", "P2")]
    public void Start_DurationOfOneDay_IsOutOfRange(Action<AgentStateOptions> spoil, string setting)
    {
        var services = new ServiceCollection();
        services.AddAgentState(spoil).UseEmbedded();
        using var provider = services.BuildServiceProvider();

        var start = () => provider.GetRequiredService<IStartupValidator>().Validate();

        start.Should().Throw<OptionsValidationException>().Which.Message.Should().Contain($"{setting} is 1.00:00:00");
    }

    [Fact, Trait("Guarantee", "P2")]
    public void Start_RootInsteadOfSection_LogsTheCure()
    {
        Start(services => services.AddAgentState(Configuration(("AgentState:ParentPath", "envs/staging"), ("Logging:Level", "Debug"))))
            .Should().NotThrow();

        logs.Heard.Should().ContainSingle(heard => heard.Id == 1006).Which.Text.Should().Contain("GetSection(\"AgentState\")");
    }

    [Theory, Trait("Guarantee", "P2")]
    [InlineData("AgentState:ProjektId", "AgentState:ProjectId")]
    [InlineData("AgentState:project_id", "AgentState:ProjectId")]
    [InlineData("AgentState:Tasks:LeaseDuraton", "AgentState:Tasks:LeaseDuration")]
    [InlineData("AgentState:Task:LeaseDuration", "AgentState:Tasks")]
    [InlineData("AgentState:LeaseDuration", "AgentState:Tasks:LeaseDuration")]
    [InlineData("AgentState:Agents:HeartBeatIntervall", "AgentState:Agents:HeartbeatInterval")]
    [InlineData("AgentState:Activity:Redaction:Key:0", "AgentState:Activity:Redaction:Keys")]
    [InlineData("AgentState:Quite:Another", null)]
    [InlineData("AgentState:Credential", null)]
    [InlineData("AgentState:Tasks", null)]
    [InlineData("AgentState:CallTimeout:Seconds", null)]
    [InlineData("AgentState:Agents:SingleInstanceTypes", null)]
    public void Start_UnknownKey_LogsItOnceWithTheNearestName(string key, string? nearest)
    {
        Start(Section((key, "sesame"), ("AgentState:ParentPath", "envs/staging"))).Should().NotThrow();

        var (level, _, text) = logs.Heard.Should().ContainSingle(heard => heard.Id == 1006).Which;
        level.Should().Be(LogLevel.Warning);
        text.Should().Contain("sets no option of AgentState").And.NotContain("sesame");
        text.Contains("Did you mean", StringComparison.Ordinal).Should().Be(nearest is not null);
        if (nearest is not null)
        {
            text.Should().Contain($"Did you mean '{nearest}'?");
        }
    }

    [Fact, Trait("Guarantee", "P2")]
    public void Start_KnownKeysInAnyCase_LogsNothing()
    {
        Start(Section(
            ("AgentState:projectid", "mine"),
            ("AgentState:TASKS:leaseDuration", "00:05:00"),
            ("AgentState:Activity:Redaction:Keys:0", "word"),
            ("AgentState:Agents:SingleInstanceTypes:0", "github"))).Should().NotThrow();

        logs.Heard.Should().NotContain(heard => heard.Id == 1006);
    }

    [Fact, Trait("Guarantee", "P2")]
    public void Start_ConfigurationRoot_IgnoresUnrelatedKeys()
    {
        var configuration = Configuration(
            ("PATH", "/bin"), ("Logging:LogLevel:Default", "Debug"), ("ProjectId", "mine"), ("Tasks:LeaseDuraton", "00:05:00"));

        Start(services => services.AddAgentState(configuration)).Should().NotThrow();

        logs.Heard.Should().ContainSingle(heard => heard.Id == 1006).Which.Text
            .Should().Contain("'Tasks:LeaseDuraton'").And.Contain("'Tasks:LeaseDuration'");
    }

    [Fact, Trait("Guarantee", "P2")]
    public void Start_NestedSectionsBoundElsewhere_AreChecked()
    {
        var configuration = Configuration(
            ("AgentState:ProjectId", "mine"),
            ("AgentState:Encryption:VaultId", "vault"),
            ("AgentState:Encryption:Keys:one", Convert.ToBase64String(new byte[32])),
            ("AgentState:Encryption:AllowPlaintexts", "true"),
            ("AgentState:North:Tasks:PollInterval", "30"));

        Start(services =>
        {
            services.AddAgentState(configuration.GetSection("AgentState")).EncryptTokens(configuration.GetSection("AgentState:Encryption"));
            services.AddKeyedAgentState("north", configuration.GetSection("AgentState:North")).UseEmbedded();
        }).Should().Throw<OptionsValidationException>().Which.Message.Should().Contain("AgentState:North:Tasks:PollInterval is '30'");

        logs.Heard.Should().ContainSingle(heard => heard.Id == 1006).Which.Text
            .Should().Contain("AgentState:Encryption:AllowPlaintexts").And.Contain("'AgentState:Encryption:AllowPlaintext'");
    }

    public void Dispose() => logs.Dispose();

    private static Action<IServiceCollection> Section(params (string Key, string Value)[] settings) =>
        services => services.AddAgentState(Configuration(settings).GetSection("AgentState"));

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();

    private Action Start(Action<IServiceCollection> register) => () =>
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(logs));
        register(services);
        services.AddAgentState().UseEmbedded();
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();

        // A second read, in a scope, must not log the same messages again.
        using var scope = provider.CreateScope();
        _ = scope.ServiceProvider.GetRequiredService<IOptionsSnapshot<AgentStateOptions>>().Value;
    };
}
