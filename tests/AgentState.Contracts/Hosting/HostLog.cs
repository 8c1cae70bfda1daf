using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AgentState.Contracts;

/// <summary>A log provider that keeps all messages of a host.</summary>
internal sealed class HostLog : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Category, string Text)> logged = new();

    public IReadOnlyList<(LogLevel Level, string Category, string Text)> Logged => [.. logged];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
        // Messages logged after the disposal count too.
    }

    private sealed class Logger(HostLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.logged.Enqueue((logLevel, category, $"{formatter(state, exception)} {exception}"));
    }
}
