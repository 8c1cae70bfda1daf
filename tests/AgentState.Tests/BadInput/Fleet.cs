using System.Reflection;
using AgentState.Contracts;

namespace AgentState.Tests.BadInput;

/// <summary>All services of one process over a nearly empty database, and the number of calls that reached it.</summary>
internal sealed class Fleet
{
    private readonly QueueUnderTest test;
    private readonly TokenVault vault;

    private Fleet(QueueUnderTest test)
    {
        this.test = test;
        vault = VaultComposition.Create(
            test,
            new TokenOptions { WatchedKeys = 0 },
            new TokenSourceRegistry(),
            Microsoft.Extensions.Logging.Abstractions.NullLogger<TokenVault>.Instance,
            KeysUnderTest.Form());
        Client = new AgentStateClient(
            test.Stack,
            test.Counters,
            test.Ends,
            test.Form,
            test.Pump,
            new ClientServices
            {
                Users = test.Users,
                Agents = test.Agents,
                Tasks = test.Queue,
                TaskAdministration = test.Administration,
                Tokens = vault,
                Activity = test.Activity,
            });
    }

    public AgentStateClient Client { get; }

    public int Calls => test.Faults.Calls.Count;

    public static async Task<Fleet> CreateAsync()
    {
        var services = QueueUnderTest.Over(await Embedded.CreateAsync());

        // A tail waits until there is an entry. This one is written directly, so that it is not counted.
        await services.WriteRawAsync(services.Form.Now(GoodArguments.Activity), TestContext.Current.CancellationToken);
        return new Fleet(services);
    }

    public async ValueTask DisposeAsync()
    {
        await test.Pump.DisposeAsync();
        await test.Stack.DisposeAsync();
    }

    public object? TargetOf(MethodInfo method) => method.DeclaringType switch
    {
        var type when type == typeof(IUserStore) => Client.Users,
        var type when type == typeof(IAgentRegistry) => Client.Agents,
        var type when type == typeof(ITaskQueue) => Client.Tasks,
        var type when type == typeof(ITaskAdministration) => Client.TaskAdministration,
        var type when type == typeof(ClaimedTask) => Client.Tasks.Attach(GoodArguments.Claim),
        var type when type == typeof(ITokenVault) => Client.Tokens,
        var type when type == typeof(IActivityLog) => Client.Activity,
        var type when type == typeof(AgentStateClient) => Client,
        var type when type == typeof(StateBatch) => Batch(),
        var type when type == typeof(MapPatch) => MapPatch.Empty,
        var type when type == typeof(ActivityFilter) => ActivityFilter.All,
        _ => null,
    };

    // An empty batch would have nothing to commit.
    private StateBatch Batch()
    {
        var batch = Client.CreateBatch();
        batch.SetAgentStatus("another", AgentStatus.Idle);
        return batch;
    }
}
