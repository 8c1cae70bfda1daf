namespace AgentState;

/// <summary>Under which keys the vault's documents are. A document whose two tokens are under two keys counts for both.</summary>
public sealed record TokenKeyReport
{
    /// <summary>The id of the key that encrypts what is stored from now on; null = nothing is encrypted.</summary>
    public string? WritingKeyId { get; init; }

    /// <summary>How many documents with a token there are.</summary>
    public required int Documents { get; init; }

    /// <summary>How many of them were encrypted anew by this call.</summary>
    public int Reencrypted { get; init; }

    /// <summary>In how many a token is stored as it is.</summary>
    public required int Plaintext { get; init; }

    /// <summary>How many cannot be read; a warning in the log names each.</summary>
    public required int Unreadable { get; init; }

    /// <summary>
    /// In how many a token is under each key, by the key's id; what cannot be read counts as well, if it says under which key it is. A key that is not here encrypts nothing any
    /// more: once no process writes with it, it may go.
    /// </summary>
    public required IReadOnlyDictionary<string, int> ByKeyId { get; init; }
}
