using AgentState;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Snippets;

/// <summary>Tests of failures, timeouts and cancellation, for docs/testing.md. The test assembly of the library runs them.</summary>
public class AttemptTests
{
    [Fact]
    public async Task HandleAsync_InItsLastAttempt_FailsForGood()
    {
        var task = new AgentTask { Id = "t1", Type = "greeting", Attempt = 2, MaxAttempts = 3 }; // two attempts are over

        var run = await TaskHandlerTest.RunAsync((_, _) => throw new TimeoutException("no answer"), task);

        Assert.Equal(AgentTaskStatus.Failed, run.Task.Status); // Scheduled if an attempt were left
        Assert.IsType<TimeoutException>(run.Exception);
    }

    [Fact]
    public async Task HandleAsync_LongerThanItsTimeout_IsRetried()
    {
        var time = new FakeTimeProvider();
        var options = new TaskHandlerTestOptions { Time = time, Worker = { Timeout = TimeSpan.FromMinutes(5) } };

        var run = await TaskHandlerTest.RunAsync(
            async (_, cancellationToken) =>
            {
                time.Advance(TimeSpan.FromMinutes(6)); // the work
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken); // throws: the token is cancelled
                return null;
            },
            StateMap.Empty,
            options);

        Assert.Equal(AgentTaskStatus.Scheduled, run.Task.Status);
        Assert.StartsWith(AgentTaskErrors.TimedOut, run.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HandleAsync_WhenTheTaskIsCancelled_Stops()
    {
        using var cancel = new CancellationTokenSource();
        var options = new TaskHandlerTestOptions
        {
            CancelAttempt = cancel.Token,
            CancellationReason = TaskCancellationReason.CancelRequested,
        };

        var run = await TaskHandlerTest.RunAsync(
            async (_, cancellationToken) =>
            {
                await cancel.CancelAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                return null;
            },
            StateMap.Empty,
            options);

        Assert.Equal(AgentTaskStatus.Cancelled, run.Task.Status);
    }
}
