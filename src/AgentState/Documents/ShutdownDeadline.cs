namespace AgentState.Internal.Documents;

/// <summary>Limits the last writes of a component that is being disposed to 5 seconds.</summary>
/// <remarks>
/// It uses the system clock even if another <see cref="TimeProvider"/> is registered. With a fake clock that stands still, the caller of
/// dispose would wait forever.
/// </remarks>
internal static class ShutdownDeadline
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public static CancellationTokenSource Begin() => new(Longest, TimeProvider.System);
}
