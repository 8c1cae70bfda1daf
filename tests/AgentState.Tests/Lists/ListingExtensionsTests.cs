namespace AgentState.Tests;

/// <summary>The arguments of the enumerations; <see cref="Contracts.ListingContract"/> tests what they return.</summary>
public sealed class ListingExtensionsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "P13")]
    public void ListAllAsync_WithoutAService_ThrowsAtTheCall()
    {
        var users = () => ListingExtensions.ListAllAsync((IUserStore)null!, cancellationToken: Token);
        var agents = () => ListingExtensions.ListAllAsync((IAgentRegistry)null!, cancellationToken: Token);
        var tasks = () => ListingExtensions.ListAllAsync((ITaskQueue)null!, TaskFilter.ByCreator("a"), cancellationToken: Token);
        var activity = () => ListingExtensions.ListAllAsync((IActivityLog)null!, cancellationToken: Token);

        users.Should().Throw<ArgumentNullException>().WithParameterName("users");
        agents.Should().Throw<ArgumentNullException>().WithParameterName("agents");
        tasks.Should().Throw<ArgumentNullException>().WithParameterName("tasks");
        activity.Should().Throw<ArgumentNullException>().WithParameterName("activity");
    }
}
