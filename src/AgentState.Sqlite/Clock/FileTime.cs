using AgentState.Internal.Engines.Embedded.Writing;
using Google.Protobuf.WellKnownTypes;

namespace AgentState.Internal.Sqlite.Clock;

/// <summary>The time of the file, in microseconds since 1970: the server time of all processes that use it.</summary>
/// <remarks>
/// It never goes back. It follows the machine's uptime, so that the wall clock can change without effect. When the machine has started
/// again, it goes on from the wall clock, or from the last commit if that is later.
/// </remarks>
/// <param name="BootId">The start of the machine that <paramref name="Uptime"/> refers to.</param>
/// <param name="Uptime">The uptime at which the time was <paramref name="Time"/>.</param>
/// <param name="Time">A time of the file.</param>
/// <param name="LastCommit">The time of the last commit.</param>
internal readonly record struct FileTime(string BootId, long Uptime, long Time, long LastCommit)
{
    /// <summary>Returns the file's time for the current start of the machine.</summary>
    public FileTime Anchored(IMachineClock clock)
    {
        var uptime = clock.Uptime;
        return BootId == clock.BootId && uptime >= Uptime
            ? this
            : this with { BootId = clock.BootId, Uptime = uptime, Time = Math.Max(clock.WallTime, LastCommit) };
    }

    /// <summary>Returns the time of the next commit.</summary>
    public FileTime Next(IMachineClock clock) => this with { LastCommit = Math.Max(Now(clock), LastCommit + 1) };

    /// <summary>Returns the time of a read: not before the last commit, and before every later one.</summary>
    public long Read(IMachineClock clock) => Math.Max(Now(clock) - 1, LastCommit);

    public static CommitInstant InstantOf(long time) => CommitInstant.At(DateTimeOffset.UnixEpoch.AddMicroseconds(time));

    public static Timestamp TimestampOf(long time) => Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddMicroseconds(time));

    private long Now(IMachineClock clock) => Time + (clock.Uptime - Uptime);
}
