namespace AgentState;

/// <summary>
/// How long what ends may take for its last writes: 5 s, by the system's clock whichever other is registered. Whoever disposes of a client waits for it, and can move no clock
/// meanwhile: where that one stands still, the end would never come.
/// </summary>
internal static class Farewell
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public static CancellationTokenSource Begin() => new(Longest, TimeProvider.System);
}
