namespace AgentState.Tests.Hosting;

public sealed class HandlerThreadsTests
{
    [Fact, Trait("Promise", "T9")]
    public void Minimum_WhileAHostLives_LeavesAThreadBesideAllItsHandlers()
    {
        using var threads = new HandlerThreads(300);

        ThreadPool.GetMinThreads(out var workers, out _);

        workers.Should().BeGreaterThan(300);
    }
}
