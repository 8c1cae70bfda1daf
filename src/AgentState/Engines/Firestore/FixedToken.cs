namespace AgentState;

/// <summary>A token that never changes.</summary>
internal sealed class FixedToken(string? value) : ITokenSource
{
    /// <summary>What an emulator takes for its owner. It is no secret, and means nothing elsewhere.</summary>
    public static FixedToken EmulatorOwner { get; } = new("owner");

    /// <summary>Calls without one.</summary>
    public static FixedToken None { get; } = new(value: null);

    public ValueTask<CallToken> GetAsync(CancellationToken cancellationToken) => new(new CallToken(value));
}
