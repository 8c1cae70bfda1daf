using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AgentState.Contracts;

/// <summary>A logger that records its messages.</summary>
internal sealed class HeardLog<T> : ILogger<T>
{
    private readonly ConcurrentQueue<(LogLevel Level, int Id, string Text)> told = new();

    public IReadOnlyList<(LogLevel Level, int Id, string Text)> Told => [.. told];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        told.Enqueue((logLevel, eventId.Id, formatter(state, exception)));
}
