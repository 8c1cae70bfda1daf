using AgentState.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentState.Tests;

/// <summary>Worker options are bound from the section of their task type, and validated when the host starts.</summary>
public sealed class TaskWorkerOptionsTests : IDisposable
{
    private readonly HeardLogs logs = new();

    public static TheoryData<Action<TaskWorkerOptions>, string, string> Wrong => new()
    {
        { options => options.Concurrency = 0, "Concurrency is 0.", "from 1 to 1000" },
        { options => options.Concurrency = 1_001, "Concurrency is 1001.", "from 1 to 1000" },
        { options => options.MaxPrefetch = -1, "MaxPrefetch is -1.", "from 0 (nothing is claimed ahead) to 500" },
        { options => options.MaxPrefetch = 501, "MaxPrefetch is 501.", "from 0 (nothing is claimed ahead) to 500" },
        { options => options.Timeout = TimeSpan.Zero, "Timeout is 00:00:00.", "above 00:00:00, at most 45.00:00:00" },
        { options => options.Timeout = TimeSpan.FromDays(46), "Timeout is 46.00:00:00.", "above 00:00:00, at most 45.00:00:00" },
        {
            options => options.CancellationGracePeriod = TimeSpan.FromSeconds(-1),
            "CancellationGracePeriod is -00:00:01.",
            "from 00:00:00 to 45.00:00:00"
        },
        {
            options => options.CancellationGracePeriod = TimeSpan.FromDays(50),
            "CancellationGracePeriod is 50.00:00:00.",
            "from 00:00:00 to 45.00:00:00"
        },
        { options => options.ShutdownTimeout = TimeSpan.FromSeconds(-1), "ShutdownTimeout is -00:00:01.", "from 00:00:00 to 45.00:00:00" },
        { options => options.ShutdownTimeout = TimeSpan.FromDays(50), "ShutdownTimeout is 50.00:00:00.", "from 00:00:00 to 45.00:00:00" },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Guarantee", "T15"), Trait("Guarantee", "P2")]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Start_InvalidOption_NamesSettingValueAndLimits(Action<TaskWorkerOptions> spoil, string problem, string cure)
    {
        using var provider = Provider(services => services.AddAgentState().AddTaskWorker("github", Nothing, spoil));

        var start = () => provider.GetRequiredService<IStartupValidator>().Validate();

        start.Should().Throw<OptionsValidationException>()
            .Which.Message.Should().Contain($"AgentState:Workers:github:{problem}").And.Contain(cure);
    }

    [Fact, Trait("Guarantee", "P2")]
    public void Start_OptionsAtTheirLimits_DoesNotThrow()
    {
        using var provider = Provider(services => services.AddAgentState()
            .AddTaskWorker("least", Nothing, options =>
            {
                (options.Concurrency, options.MaxPrefetch, options.Timeout) = (1, 0, TimeSpan.FromTicks(1));
                (options.CancellationGracePeriod, options.ShutdownTimeout) = (TimeSpan.Zero, TimeSpan.Zero);
            })
            .AddTaskWorker("most", Nothing, options =>
            {
                (options.Concurrency, options.MaxPrefetch, options.Timeout) = (1_000, 500, TimeSpan.FromDays(45));
                (options.CancellationGracePeriod, options.ShutdownTimeout) = (TimeSpan.FromDays(45), TimeSpan.FromDays(45));
            }));

        var start = () => provider.GetRequiredService<IStartupValidator>().Validate();

        start.Should().NotThrow();
    }

    [Fact, Trait("Guarantee", "P2")]
    public async Task Host_WithAnInvalidSection_FailsBeforeAnyClaim()
    {
        var engine = new Undisposed(await Embedded.CreateAsync());
        var fleet = QueueUnderTest.Over(engine);
        var task = await fleet.Queue.EnqueueAsync(QueueUnderTest.NewTask(), Token);
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddAgentState(Section(("Workers:github:Concurrency", "0"))).AddTaskWorker("github", Nothing);
        builder.Services.Configure<EngineOptions>("", options => options.Create = (_, _) => engine);
        using var host = builder.Build();

        var start = () => host.StartAsync(Token);

        (await start.Should().ThrowAsync<OptionsValidationException>())
            .Which.Message.Should().Contain("AgentState:Workers:github:Concurrency is 0").And.Contain("from 1 to 1000");
        (await fleet.Queue.GetAsync(task.Id, Token))!.Version.Should().Be(task.Version);
    }

    [Fact, Trait("Guarantee", "P2")]
    public void AddTaskWorker_WithConfiguration_BindsTheSectionOfItsType()
    {
        var section = Section(
            ("Workers:github:Concurrency", "8"),
            ("Workers:github:Timeout", "00:30:00"),
            ("Workers:github:CancellationGracePeriod", "00:00:05"),
            ("Workers:github:MaxPrefetch", "0"),
            ("Workers:github:ShutdownTimeout", "00:00:15"),
            ("Workers:Content:concurrency", "2"));
        using var provider = Provider(services => services.AddAgentState(section)
            .AddTaskWorker("github", Nothing)
            .AddTaskWorker("content", Nothing)
            .AddTaskWorker("data", Nothing));

        var workers = provider.GetServices<TaskWorkerRegistration>().ToDictionary(worker => worker.Type, worker => worker.Options);

        workers["github"].Should().BeEquivalentTo(new TaskWorkerOptions
        {
            Concurrency = 8,
            Timeout = TimeSpan.FromMinutes(30),
            CancellationGracePeriod = TimeSpan.FromSeconds(5),
            MaxPrefetch = 0,
            ShutdownTimeout = TimeSpan.FromSeconds(15),
        });
        workers["content"].Should().BeEquivalentTo(new TaskWorkerOptions { Concurrency = 2 });
        workers["data"].Should().BeEquivalentTo(new TaskWorkerOptions());
        provider.GetRequiredService<IOptionsMonitor<TaskWorkerOptions>>().Get("github").Should().BeSameAs(workers["github"]);
    }

    [Fact, Trait("Guarantee", "P2")]
    public void AddTaskWorker_WithConfigurationAndCode_PrefersTheCode()
    {
        var section = Section(("Workers:github:Concurrency", "8"), ("Workers:github:MaxPrefetch", "7"));
        using var provider = Provider(services => services.AddAgentState(section)
            .AddTaskWorker("github", Nothing, options => options.Concurrency = 3));

        provider.GetRequiredService<IOptionsMonitor<TaskWorkerOptions>>().Get("github")
            .Should().BeEquivalentTo(new TaskWorkerOptions { Concurrency = 3, MaxPrefetch = 7 });
    }

    [Fact, Trait("Guarantee", "P2")]
    public void AddTaskWorker_OfKeyedRegistration_BindsItsOwnConfiguration()
    {
        using var provider = Provider(services =>
        {
            services.AddAgentState(Section(("Workers:github:Concurrency", "8"))).AddTaskWorker("github", Nothing);
            services.AddKeyedAgentState("north", Section(("Workers:github:Concurrency", "2")))
                .AddAgent("north-agent", "github")
                .AddTaskWorker("github", Nothing);
        });
        var options = provider.GetRequiredService<IOptionsMonitor<TaskWorkerOptions>>();

        options.Get("github").Concurrency.Should().Be(8);
        options.Get("north/github").Concurrency.Should().Be(2);
        provider.GetServices<TaskWorkerRegistration>().Single(worker => worker.ServiceKey == "north").Options.Concurrency.Should().Be(2);
    }

    [Fact, Trait("Guarantee", "P2")]
    public void Start_WorkerTimeAsBareNumber_ThrowsWithTheCure()
    {
        using var provider = Provider(
            services => services.AddAgentState(Section(("Workers:github:Timeout", "30"))).AddTaskWorker("github", Nothing));

        var start = () => provider.GetRequiredService<IStartupValidator>().Validate();

        start.Should().Throw<OptionsValidationException>()
            .Which.Message.Should().Contain("AgentState:Workers:github:Timeout is '30', which .NET reads as 30 days");
    }

    [Fact, Trait("Guarantee", "P2")]
    public void Start_UnknownKeyOfAWorker_LogsItOnceWithTheNearestName()
    {
        using var provider = Provider(
            services => services.AddAgentState(Section(("Workers:github:Concurency", "8"))).AddTaskWorker("github", Nothing));

        provider.GetRequiredService<IStartupValidator>().Validate();
        using var scope = provider.CreateScope();
        _ = scope.ServiceProvider.GetRequiredService<IOptionsSnapshot<TaskWorkerOptions>>().Get("github");

        logs.Heard.Should().ContainSingle(heard => heard.Id == 1006).Which.Text
            .Should().Contain("'AgentState:Workers:github:Concurency'").And.Contain("'AgentState:Workers:github:Concurrency'");
    }

    // Programs of a fleet can share a configuration: one without workers, or with other ones.
    [Fact, Trait("Guarantee", "P2")]
    public void Start_SectionsOfOtherWorkers_LogsNothing()
    {
        using var provider = Provider(services => services.AddAgentState(Section(("Workers:github:Concurrency", "8"))));

        provider.GetRequiredService<IStartupValidator>().Validate();

        logs.Heard.Should().NotContain(heard => heard.Id == 1006);
    }

    public void Dispose() => logs.Dispose();

    private static IConfigurationSection Section(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"AgentState:{setting.Key}", (string?)setting.Value)))
        .Build()
        .GetSection("AgentState");

    private static Task<StateMap?> Nothing(TaskContext context, CancellationToken cancellationToken) => Task.FromResult<StateMap?>(null);

    private ServiceProvider Provider(Action<IServiceCollection> register)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(logs));
        register(services);
        services.AddAgentState().UseEmbedded();
        services.Configure<EngineOptions>("north", engine => engine.Create = (_, _) => throw new InvalidOperationException());
        return services.BuildServiceProvider();
    }
}
