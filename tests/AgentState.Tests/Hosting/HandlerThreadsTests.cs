namespace AgentState.Tests.Hosting;

public sealed class HandlerThreadsTests
{
    [Fact, Trait("Guarantee", "T9")]
    public void MinThreads_WhileAHostRuns_ExceedTheHandlerCount()
    {
        using var threads = new HandlerThreads(300);

        ThreadPool.GetMinThreads(out var workers, out _);

        workers.Should().BeGreaterThan(300);
    }
}
