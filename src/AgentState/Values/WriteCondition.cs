namespace AgentState;

/// <summary>What must hold for a write to take effect; where it does not hold, a <see cref="StateConflictException"/> is thrown and nothing is written.</summary>
public sealed record WriteCondition
{
    private WriteCondition(StateVersion? version) => Version = version;

    /// <summary>No condition: the last writer wins.</summary>
    public static WriteCondition None { get; } = new(version: null);

    /// <summary>The version that the document must have; null where there is no condition.</summary>
    public StateVersion? Version { get; }

    /// <summary>The document must still be as it was when it was read with that version: nobody wrote it since.</summary>
    /// <param name="version">The version that was read.</param>
    /// <exception cref="ArgumentException">The version is the default one, which no document has.</exception>
    public static WriteCondition IfVersion(StateVersion version) =>
        version == default ? throw new ArgumentException("This version was never read from a document.", nameof(version)) : new(version);
}
