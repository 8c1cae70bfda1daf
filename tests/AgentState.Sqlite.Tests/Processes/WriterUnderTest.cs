using System.Globalization;

namespace AgentState.Sqlite.Tests;

/// <summary>A writer that is killed and started again, and the last commit that it acknowledged.</summary>
/// <param name="path">The path of the database file.</param>
/// <param name="name">The name of the writer.</param>
internal sealed class WriterUnderTest(string path, string name) : IAsyncDisposable
{
    private ChildProcess? process;
    private Task reading = Task.CompletedTask;
    private volatile bool isKilled;
    private long acknowledged;
    private int acknowledgedSinceStart;

    public string Name => name;

    /// <summary>The number of the last acknowledged commit.</summary>
    public long Acknowledged => Interlocked.Read(ref acknowledged);

    /// <summary>Starts the process.</summary>
    public async Task StartAsync()
    {
        process = await ChildProcess.StartAsync("write", path, name);
        (isKilled, acknowledgedSinceStart) = (false, 0);
        reading = ReadAsync(process);
    }

    /// <summary>Waits until the process has acknowledged so many commits since its start.</summary>
    public Task HasAcknowledgedAsync(int commits) => Eventually.TrueAsync(
        () =>
        {
            // A process that has ended by itself would be waited for in vain.
            reading.IsFaulted.Should().BeFalse("writer {0} runs until it is killed", name);
            return Volatile.Read(ref acknowledgedSinceStart) >= commits;
        },
        Eventually.Patience,
        TestContext.Current.CancellationToken);

    /// <summary>Kills the process, and reads what it printed before.</summary>
    public async Task KillAsync()
    {
        isKilled = true;
        var killed = process!;
        await killed.KillAsync();
        await reading;
        process = null;
        await killed.DisposeAsync();
    }

    public ValueTask DisposeAsync() => process?.DisposeAsync() ?? ValueTask.CompletedTask;

    // All output is read, so that the process never waits for a reader.
    private async Task ReadAsync(ChildProcess from)
    {
        while (await from.TryHearAsync() is { } line)
        {
            Interlocked.Exchange(ref acknowledged, long.Parse(line, CultureInfo.InvariantCulture));
            Interlocked.Increment(ref acknowledgedSinceStart);
        }

        if (!isKilled)
        {
            throw new InvalidOperationException($"Writer '{name}' has ended by itself.");
        }
    }
}
