namespace AgentState;

/// <summary>The condition of a write: if it is not met, the call throws and writes nothing.</summary>
/// <remarks>
/// A call throws <see cref="StateConflictException"/> if the document has another version, and <see cref="StateNotFoundException"/> if the
/// document does not exist.
/// </remarks>
public sealed record WriteCondition
{
    private WriteCondition(StateVersion? version) => Version = version;

    /// <summary>No condition; the last writer wins.</summary>
    public static WriteCondition None { get; } = new(version: null);

    /// <summary>The version that the document must have; null if there is no condition.</summary>
    public StateVersion? Version { get; }

    /// <summary>Requires that the document has not changed since it was read with a given version.</summary>
    /// <param name="version">The version that was read.</param>
    /// <exception cref="ArgumentException">The version is the default value, which no document has.</exception>
    public static WriteCondition IfVersion(StateVersion version) => version == default
        ? throw new ArgumentException("The version is the default value. Use the version of a document that was read.", nameof(version))
        : new(version);
}
