namespace AgentState;

/// <summary>A token that never changes.</summary>
internal sealed class FixedToken(string? value) : ITokenSource
{
    /// <summary>What an emulator takes for its owner. It is no secret, and means nothing elsewhere.</summary>
    public static FixedToken EmulatorOwner { get; } = new("owner");

    public ValueTask<CallToken> GetAsync(CancellationToken cancellationToken) => new(new CallToken(value));
}
