using AgentState.Internal.Sqlite.Connections;

namespace AgentState.Internal.Sqlite.Files;

/// <summary>Waits for the write lock of the file, which other processes hold for the length of a transaction.</summary>
/// <remarks>SQLite's own wait doubles its pauses, so that a waiter loses to newcomers for up to seconds.</remarks>
internal static class LockWait
{
    private const int LongestPause = 3; // milliseconds

    // Real time, even if the application registers another clock: other processes do not wait for a clock that a test has stopped.
    private static readonly TimeProvider Time = TimeProvider.System;

    /// <exception cref="SqliteError">The file was still locked after the timeout.</exception>
    public static void Run(Action action, TimeSpan timeout)
    {
        var started = Time.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                action();
                return;
            }
            catch (SqliteError error) when (error.IsBusy && Time.GetElapsedTime(started) < timeout)
            {
                // A transaction takes less than a millisecond if it does not wait for the disk. The thread of the file has nothing to
                // await.
#pragma warning disable RS0030
                Thread.Sleep(attempt < 4 ? 0 : Random.Shared.Next(1, LongestPause + 1));
#pragma warning restore RS0030
            }
        }
    }
}
