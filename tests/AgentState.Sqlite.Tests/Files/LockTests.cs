namespace AgentState.Sqlite.Tests;

/// <summary>A call waits while another process holds the lock of the file, up to a limit.</summary>
public sealed class LockTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "S3")]
    public async Task CommitAsync_WhileAnotherProcessHoldsTheLock_WaitsForIt()
    {
        await using var folder = new DatabaseFolder();
        var documents = new DocumentsUnderTest(folder.Open());
        Task commit;
        using (var other = folder.Connect())
        {
            other.Execute("BEGIN IMMEDIATE");
            commit = documents.SetAsync("a");
            commit.IsCompleted.Should().BeFalse();
            other.Execute("ROLLBACK");
        }

        await commit.WaitAsync(Eventually.Patience, Token);
        (await documents.FindAsync("a")).Should().NotBeNull();
    }

    [Fact, Trait("Guarantee", "S5")]
    public async Task CommitAsync_AfterTheLockTimeout_ThrowsAndWritesNothing()
    {
        await using var folder = new DatabaseFolder();
        var documents = new DocumentsUnderTest(folder.Open(options: new SqliteOptions { LockTimeout = TimeSpan.FromMilliseconds(50) }));
        using (var other = folder.Connect())
        {
            other.Execute("BEGIN IMMEDIATE");
            var commit = () => documents.SetAsync("a");

            (await commit.Should().ThrowAsync<StateUnavailableException>()).Which.MayHaveBeenApplied.Should().BeFalse();
            other.Execute("ROLLBACK");
        }

        await Eventually.TrueAsync(ReadsAsync, Eventually.Patience, Token);

        // On a busy machine, even a free lock may not be had in 50 ms.
        async Task<bool> ReadsAsync()
        {
            try
            {
                (await documents.FindAsync("a")).Should().BeNull();
                return true;
            }
            catch (StateUnavailableException)
            {
                return false;
            }
        }
    }

    [Fact, Trait("Guarantee", "S5")]
    public async Task CommitAsync_CancelledBeforeItBegins_WritesNothing()
    {
        await using var folder = new DatabaseFolder();
        using var clock = new HeldClock();
        var store = folder.Open(clock);
        var documents = new DocumentsUnderTest(store);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var first = documents.SetAsync("a");
        await clock.Read.WaitAsync(Eventually.Patience, Token);
        var waiting = store.CommitAsync([documents.Set("b")], source.Token);

        await source.CancelAsync();
        var cancelled = () => waiting;

        (await cancelled.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(source.Token);
        clock.Release();
        await first.WaitAsync(Eventually.Patience, Token);
        (await documents.IdsAsync(new DocumentQuery(DocumentsUnderTest.Collection).Build())).Should().Equal("a");
    }

    /// <summary>Holds the first transaction when it reads the uptime.</summary>
    private sealed class HeldClock : IMachineClock, IDisposable
    {
        private readonly TaskCompletionSource read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim released = new();

        /// <summary>Completes when the first transaction has begun.</summary>
        public Task Read => read.Task;

        public string BootId => MachineClock.Instance.BootId;

        public long Uptime
        {
            get
            {
                read.TrySetResult();
                released.Wait(Eventually.Patience, Token).Should().BeTrue();
                return MachineClock.Instance.Uptime;
            }
        }

        public long WallTime => MachineClock.Instance.WallTime;

        public void Release() => released.Set();

        public void Dispose() => released.Set();
    }
}
