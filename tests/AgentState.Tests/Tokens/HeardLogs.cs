using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AgentState.Tests;

/// <summary>Records every log message with its level, values, scopes and exception.</summary>
/// <param name="told">A second queue for the texts; null = none.</param>
internal sealed class HeardLogs(ConcurrentQueue<string>? told = null) : ILoggerProvider, ILogger
{
    public ConcurrentQueue<(LogLevel Level, int Id, string Text)> Heard { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Hear(LogLevel.Trace, 0, state.ToString() ?? "");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var parts = state is IReadOnlyList<KeyValuePair<string, object?>> list
            ? string.Join(' ', list.Select(part => $"{part.Key}={part.Value}"))
            : "";
        Hear(logLevel, eventId.Id, $"{formatter(state, exception)} {parts} {exception}");
    }

    public void Dispose()
    {
    }

    private void Hear(LogLevel level, int id, string text)
    {
        Heard.Enqueue((level, id, text));
        told?.Enqueue(text);
    }
}
