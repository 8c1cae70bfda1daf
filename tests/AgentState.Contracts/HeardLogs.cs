using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AgentState.Contracts;

/// <summary>Loggers that record the event ids of all messages.</summary>
internal sealed class HeardLogs : ILoggerFactory
{
    private readonly ConcurrentQueue<int> told = new();

    public int CountOf(int eventId) => told.Count(id => id == eventId);

    public ILogger CreateLogger(string categoryName) => new Heard(told);

    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("This factory records messages and supports no providers.");

    public void Dispose()
    {
    }

    private sealed class Heard(ConcurrentQueue<int> told) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            told.Enqueue(eventId.Id);
    }
}
