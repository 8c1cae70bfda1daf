using System.Collections;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AgentState.Tests;

/// <summary>Records the structured state of log entries, which can hold values that the message text omits.</summary>
internal sealed class LoggedStates : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> texts = new();

    public IReadOnlyCollection<string> Texts => texts;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Take(state);
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Take(state);
        texts.Enqueue(formatter(state, exception));
    }

    public void Dispose()
    {
    }

    private void Take(object? state)
    {
        switch (state)
        {
            case IEnumerable<KeyValuePair<string, object?>> pairs:
                foreach (var (name, value) in pairs)
                {
                    texts.Enqueue(name);
                    Take(value);
                }

                break;
            case string text:
                texts.Enqueue(text);
                break;
            case IEnumerable list:
                foreach (var item in list)
                {
                    Take(item);
                }

                break;
            default:
                texts.Enqueue($"{state}");
                break;
        }
    }
}
