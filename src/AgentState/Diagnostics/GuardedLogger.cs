using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Diagnostics;

/// <summary>A logger that never throws; every logger of the library is wrapped in one.</summary>
/// <remarks>
/// A log provider can throw, and so can the text of an exception that a handler throws. Neither may end a loop, occupy a worker's slot
/// forever or change the result of a call. Exceptions of providers are swallowed because there is nowhere left to report them.
/// </remarks>
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
            // If one of several providers failed, the others still get the message.
            return true;
        }
    }

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            // A provider may format the exception on its own thread, where the catch below has no effect.
            var isReadable = exception is null || ExceptionText.IsReadable(exception);
            inner.Log(logLevel, eventId, state, isReadable ? exception : ExceptionText.StandInFor(exception!), formatter);
        }
        catch (Exception)
        {
            // Only the message is lost.
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
                // Swallowed like every exception of a provider.
            }
        }
    }
}

/// <inheritdoc/>
/// <typeparam name="T">The type whose name is the log category.</typeparam>
internal sealed class GuardedLogger<T>(ILogger inner) : GuardedLogger(inner), ILogger<T>
{
    /// <summary>Makes the logger of a type. Its category has no folder, so that filters keep working when a type moves.</summary>
    public static GuardedLogger<T> From(ILoggerFactory factory) => new(factory.CreateLogger($"AgentState.{typeof(T).Name}"));
}
