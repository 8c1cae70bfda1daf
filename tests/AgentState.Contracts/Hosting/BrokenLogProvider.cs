using Microsoft.Extensions.Logging;

namespace AgentState.Contracts;

/// <summary>
/// A log provider that throws for every message of the library, or only for an exception whose text throws.
/// </summary>
internal sealed class BrokenLogProvider(bool isAlwaysThrowing) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) =>
        new Broken(isAlwaysThrowing, categoryName.StartsWith("AgentState", StringComparison.Ordinal));

    public void Dispose()
    {
    }

    private sealed class Broken(bool isAlwaysThrowing, bool isOfLibrary) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            _ = exception?.ToString();
            if (isAlwaysThrowing && isOfLibrary)
            {
                throw new InvalidOperationException("The disk is full.");
            }
        }
    }
}
