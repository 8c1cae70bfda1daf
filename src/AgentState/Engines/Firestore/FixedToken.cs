namespace AgentState.Internal.Engines.Firestore;

/// <summary>A token that never changes.</summary>
internal sealed class FixedToken(string? value) : ITokenSource
{
    /// <summary>The token of an emulator's owner. It is not a secret and has no meaning elsewhere.</summary>
    public static FixedToken EmulatorOwner { get; } = new("owner");

    /// <summary>The source for calls without a token.</summary>
    public static FixedToken None { get; } = new(value: null);

    public ValueTask<CallToken> GetAsync(CancellationToken cancellationToken) => new(new CallToken(value));
}
