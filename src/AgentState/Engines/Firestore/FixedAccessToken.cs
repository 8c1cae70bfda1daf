namespace AgentState;

/// <summary>A token that never changes.</summary>
internal sealed class FixedAccessToken(string? token) : IAccessTokenSource
{
    /// <summary>What an emulator takes for its owner. It is no secret, and means nothing elsewhere.</summary>
    public static FixedAccessToken EmulatorOwner { get; } = new("owner");

    public ValueTask<string?> GetAsync(CancellationToken cancellationToken) => new(token);
}
