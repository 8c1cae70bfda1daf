using AgentState.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentState.Tests.Diagnostics;

public sealed class GuardedLoggerTests
{
    [Fact]
    public void Log_ProviderThrows_ReturnsNormally()
    {
        var logger = new GuardedLogger<GuardedLoggerTests>(new Throwing());

        logger.IsEnabled(LogLevel.Error).Should().BeTrue();
        logger.BeginScope("scope").Should().BeNull();
        logger.LogError(new InvalidOperationException("broken"), "A message.");
    }

    [Fact]
    public void Log_ExceptionTextThrows_WritesTheMessageAndExceptionType()
    {
        var heard = new List<(string Text, Exception? Error)>();
        var logger = new GuardedLogger(new Hearing(heard));

        logger.LogError(new AggregateException(new UnreadableException()), "A message.");

        var (text, error) = heard.Should().ContainSingle().Subject;
        text.Should().Be("A message.");
        error!.ToString().Should().Contain("System.AggregateException");
    }

    [Fact]
    public void From_AnyType_UsesACategoryWithoutTheNamespace()
    {
        using var factory = new Naming();

        GuardedLogger<GuardedLoggerTests>.From(factory);

        factory.Category.Should().Be("AgentState.GuardedLoggerTests");
    }

    // The cases are not in attributes, which cannot store a lone surrogate.
    [Fact]
    public void MessageOf_UnstorableText_ReturnsStorableText()
    {
        ExceptionText.MessageOf(new InvalidOperationException($"half {'\uD83D'} of a pair")).Should().Be("half \uFFFD of a pair");
        ExceptionText.MessageOf(new InvalidOperationException(" ")).Should().Be("InvalidOperationException");
        ExceptionText.MessageOf(new UnreadableException()).Should().Be("UnreadableException");
    }

    private sealed class Naming : ILoggerFactory
    {
        public string? Category { get; private set; }

        public ILogger CreateLogger(string categoryName)
        {
            Category = categoryName;
            return NullLogger.Instance;
        }

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }

    private sealed class Throwing : ILogger<GuardedLoggerTests>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => throw new InvalidOperationException();

        public bool IsEnabled(LogLevel logLevel) => throw new InvalidOperationException();

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException();
    }

    private sealed class Hearing(List<(string Text, Exception? Error)> heard) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            heard.Add((formatter(state, exception), exception));
    }
}
