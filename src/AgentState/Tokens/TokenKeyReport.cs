namespace AgentState;

/// <summary>The number of documents in the vault per encryption key.</summary>
/// <remarks>A document whose two tokens are under two keys counts for both keys.</remarks>
public sealed record TokenKeyReport
{
    /// <summary>The id of the key that encrypts new tokens; null if the vault does not encrypt.</summary>
    public string? WritingKeyId { get; init; }

    /// <summary>The number of documents with a token.</summary>
    public required int Documents { get; init; }

    /// <summary>The number of documents that this call re-encrypted.</summary>
    public int Reencrypted { get; init; }

    /// <summary>The number of documents with a token in plain text.</summary>
    public required int Plaintext { get; init; }

    /// <summary>The number of documents that cannot be decrypted; a warning in the log names each one.</summary>
    public required int Unreadable { get; init; }

    /// <summary>The number of documents per key id.</summary>
    /// <remarks>
    /// A document that cannot be decrypted is included if it names its key. A key that is missing here encrypts no stored token: once no
    /// process writes with it, it can be removed.
    /// </remarks>
    public required IReadOnlyDictionary<string, int> ByKeyId { get; init; }

    // The generated ToString would print the type of ByKeyId.
    /// <inheritdoc/>
    public override string ToString() =>
        $"{nameof(TokenKeyReport)} {{ {nameof(WritingKeyId)} = {WritingKeyId}, {nameof(Documents)} = {Documents}, " +
        $"{nameof(Reencrypted)} = {Reencrypted}, {nameof(Plaintext)} = {Plaintext}, {nameof(Unreadable)} = {Unreadable}, " +
        $"{nameof(ByKeyId)} = [{string.Join(", ", ByKeyId.Select(static key => $"{key.Key}: {key.Value}"))}] }}";
}
