using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>
/// A logger that never throws. A log provider can fail, and so can the text of an exception that a handler throws; neither may end a loop,
/// keep a task's place or change what a call returns. What a provider throws is swallowed on purpose: there is nowhere left to report it.
/// Every logger of the library is wrapped where it enters the library.
/// </summary>
internal class GuardedLogger(ILogger inner) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        try
        {
            return inner.BeginScope(state) is { } scope ? new GuardedScope(scope) : null;
        }
        catch (Exception)
        {
            return null;
        }
    }

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return inner.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            // One provider of several may have failed: the others still get the message.
            return true;
        }
    }

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            // A provider may make the text on a thread of its own: there it must not throw either.
            var isReadable = exception is null || ExceptionText.IsReadable(exception);
            inner.Log(logLevel, eventId, state, isReadable ? exception : ExceptionText.StandInFor(exception!), formatter);
        }
        catch (Exception)
        {
            // The message is lost, and nothing else.
        }
    }

    private sealed class GuardedScope(IDisposable inner) : IDisposable
    {
        public void Dispose()
        {
            try
            {
                inner.Dispose();
            }
            catch (Exception)
            {
                // As above.
            }
        }
    }
}

/// <inheritdoc/>
/// <typeparam name="T">Whose messages they are.</typeparam>
internal sealed class GuardedLogger<T>(ILogger<T> inner) : GuardedLogger(inner), ILogger<T>;
