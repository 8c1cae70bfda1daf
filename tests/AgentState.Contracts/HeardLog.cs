using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentState.Contracts;

/// <summary>A logger that records its messages; as a provider, those of the log category of a type.</summary>
internal sealed class HeardLog<T> : ILogger<T>, ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, int Id, string Text)> told = new();

    public IReadOnlyList<(LogLevel Level, int Id, string Text)> Told => [.. told];

    public ILogger CreateLogger(string categoryName) =>
        categoryName == $"AgentState.{typeof(T).Name}" ? this : NullLogger.Instance;

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        told.Enqueue((logLevel, eventId.Id, formatter(state, exception)));
}
