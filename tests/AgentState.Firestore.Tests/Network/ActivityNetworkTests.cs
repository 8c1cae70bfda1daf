using AgentState.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Firestore.Tests.Network;

/// <summary>Tests the tail and the buffer of the activity log over a network that fails.</summary>
public sealed class ActivityNetworkTests(EmulatorFixture emulator)
{
    private const int Burst = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Guarantee", "L7"), Trait("Guarantee", "W2")]
    [InlineData(1_000)]
    [InlineData(150)]
    public async Task TailAsync_BadNetwork_ReturnsOrCountsEachEntryOnce(int buffer)
    {
        var project = emulator.Emulator.NewProjectId();
        await using var proxy = TcpProxy.Start(emulator.Emulator.Host);
        await using var near = Provide(emulator.Emulator.Host, project);
        await using var far = Provide(proxy.Host, project);
        var writer = near.GetRequiredService<AgentStateClient>();
        await WriteAsync(writer, 0);
        await using var tail = far.GetRequiredService<IActivityLog>()
            .TailAsync(options: new ActivityTailOptions { Last = 1, Buffer = buffer }, cancellationToken: Token).GetAsyncEnumerator(Token);
        await tail.MoveNextAsync();
        var (numbers, missed) = (new List<int> { NumberOf(tail.Current.Entry!) }, 0L);

        var reading = ReadAsync();
        for (var burst = 1; burst < 8; burst++)
        {
            if (burst % 3 == 0)
            {
                proxy.BlackHole();
            }
            else
            {
                proxy.Cut();
            }

            await WriteAsync(writer, burst);
            proxy.Heal();
        }

        await Task.WhenAny(reading, Task.Delay(Patience, Token));
        numbers.Should().OnlyHaveUniqueItems();
        (numbers.Count + missed).Should().Be((7 * Burst) + 1);
        await reading;

        // The emulator may split a commit into several snapshots, and interleave several commits. Thus the entries are complete when their
        // number is reached, not when the last entry arrives.
        async Task ReadAsync()
        {
            while (numbers.Count + missed < (7 * Burst) + 1)
            {
                await tail.MoveNextAsync();
                missed += tail.Current.Missed;
                if (tail.Current.Entry is { } entry)
                {
                    numbers.Add(NumberOf(entry));
                }
            }
        }
    }

    [Fact, Trait("Guarantee", "L1"), Trait("Guarantee", "L2")]
    public async Task TryWrite_BadNetwork_StoresEachEntryOnceInOrder()
    {
        var project = emulator.Emulator.NewProjectId();
        await using var proxy = TcpProxy.Start(emulator.Emulator.Host);
        await using var near = Provide(emulator.Emulator.Host, project);
        await using var far = Provide(proxy.Host, project);
        var client = far.GetRequiredService<AgentStateClient>();
        for (var burst = 0; burst < 6; burst++)
        {
            Buffer(client, burst);
            proxy.Cut();
        }

        await client.FlushAsync(Token);

        var (found, next) = (new List<int>(), (string?)null);
        do
        {
            var page = await near.GetRequiredService<IActivityLog>().ListAsync(
                page: new PageRequest { Size = 300, ContinuationToken = next }, cancellationToken: Token);
            found.AddRange(page.Items.Select(NumberOf));
            next = page.ContinuationToken;
        }
        while (next is not null);

        found.AsEnumerable().Reverse().Should().Equal(Enumerable.Range(0, 6 * Burst));
        client.Activity.Backlog.Should().Be(new ActivityBacklog { Queued = 0, Dropped = 0, Refused = 0 });
    }

    private static void Buffer(AgentStateClient client, int burst)
    {
        for (var number = burst * Burst; number < (burst + 1) * Burst; number++)
        {
            client.Activity.TryWrite(new NewActivity { Agent = "a", Action = $"acted {number}" }).Should().BeTrue();
        }
    }

    private static Task WriteAsync(AgentStateClient client, int burst)
    {
        Buffer(client, burst);
        return client.FlushAsync(Token);
    }

    private static int NumberOf(ActivityEntry entry) => int.Parse(entry.Action.Split(' ')[1], provider: null);

    // Short timeouts and delays, so that calls over the failing network are retried soon.
    private static ServiceProvider Provide(string host, string project) => new ServiceCollection()
        .AddAgentState(options =>
        {
            (options.EmulatorHost, options.ProjectId) = (host, project);
            (options.CallTimeout, options.ListenTimeout) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(3));
            (options.Retry.MaxAttempts, options.Retry.Delay, options.Retry.MaxDelay) =
                (100, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(200));
            options.Activity.FlushTimeout = TimeSpan.FromMinutes(2);
        })
        .Services.BuildServiceProvider();
}
