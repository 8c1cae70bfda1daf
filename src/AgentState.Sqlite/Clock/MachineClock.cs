using System.Runtime.InteropServices;

namespace AgentState.Internal.Sqlite.Clock;

/// <summary>The clocks of this machine.</summary>
internal sealed partial class MachineClock : IMachineClock
{
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";
    private const int BootTimeClock = 7; // CLOCK_BOOTTIME: counts while the machine sleeps

    private MachineClock()
    {
    }

    public static MachineClock Instance { get; } = new();

    // Where there is no such file, a smaller uptime than before is the only sign of a start.
    public string BootId { get; } = File.Exists(BootIdFile) ? File.ReadAllText(BootIdFile).Trim() : "";

    public long Uptime => OperatingSystem.IsLinux() && ClockGetTime(BootTimeClock, out var time) == 0
        ? (time.Seconds * 1_000_000) + (time.Nanoseconds / 1_000)
        : (long)(TimeProvider.System.GetTimestamp() / (double)TimeProvider.System.TimestampFrequency * 1_000_000);

    public long WallTime => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
