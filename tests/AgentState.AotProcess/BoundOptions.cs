using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentState.AotProcess;

/// <summary>Checks the binding and validation of the library's options in a program that is compiled ahead of time.</summary>
internal sealed class BoundOptions : ILoggerProvider, ILogger
{
    private readonly List<string> warnings = [];

    /// <summary>Whether valid values are bound, a time without a unit is refused, and an unknown key is logged.</summary>
    public static bool AreChecked()
    {
        var options = new BoundOptions();
        return options.Bind("00:03:00") is { } bound &&
            bound.Tasks.LeaseDuration == TimeSpan.FromMinutes(3) && bound.ProjectId == "ahead" &&
            options.warnings is [var warning] &&
            warning.Contains("Did you mean 'AgentState:Tasks:LeaseDuration'?", StringComparison.Ordinal) &&
            options.Bind("1") is null;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            warnings.Add(formatter(state, exception));
        }
    }

    public void Dispose()
    {
    }

    // Returns null if the options are refused with a message that names a valid value.
    private AgentStateOptions? Bind(string leaseDuration)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AgentState:ProjectId"] = "ahead",
            ["AgentState:Tasks:LeaseDuration"] = leaseDuration,
            ["AgentState:Tasks:LeaseDuraton"] = leaseDuration,
        }).Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(this));
        services.AddAgentState(configuration.GetSection("AgentState")).UseEmbedded();
        using var container = services.BuildServiceProvider();
        try
        {
            return container.GetRequiredService<IOptions<AgentStateOptions>>().Value;
        }
        catch (OptionsValidationException error) when (error.Message.Contains("00:00:01", StringComparison.Ordinal))
        {
            return null;
        }
    }
}
