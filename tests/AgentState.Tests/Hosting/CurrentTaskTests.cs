using AgentState.Contracts;

namespace AgentState.Tests;

/// <summary>A background task that runs until another one replaces it.</summary>
public sealed class CurrentTaskTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replace_WhileATaskRuns_CancelsAndDisposesItsToken()
    {
        using var host = new CancellationTokenSource();
        using var current = new CurrentTask();
        var first = new TaskCompletionSource<CancellationToken>();
        current.Replace(
            async token =>
            {
                first.SetResult(token);
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            },
            host.Token);
        var replaced = await first.Task;
        replaced.IsCancellationRequested.Should().BeFalse();

        current.Replace(_ => Task.CompletedTask, host.Token);

        await Eventually.TrueAsync(() => replaced.IsCancellationRequested && IsDisposed(replaced), Eventually.Patience, Token);
    }

    private static bool IsDisposed(CancellationToken token)
    {
        try
        {
            return token.WaitHandle is null;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }
}
