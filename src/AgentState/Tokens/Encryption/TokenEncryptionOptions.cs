using System.Text.Json.Serialization;

namespace AgentState;

/// <summary>How the vault encrypts the tokens that it stores. Checked at start.</summary>
public sealed class TokenEncryptionOptions
{
    /// <summary>
    /// The vault's name, such as <c>production</c>. Tokens decrypt under the same name only: one that is copied to another vault is of no use there, while a backup that is restored to another
    /// database is. It has to be set, to the same in all processes, and to stay.
    /// </summary>
    public string? VaultId { get; set; }

    /// <summary>
    /// The keys of the local key ring: 32 random bytes in base64, by their ids (1 to 64 letters a to z, digits, dots, hyphens and underscores), such as a date. One writes
    /// (<see cref="WritingKeyId"/>), and all are read. Empty = those in the environment variable <c>AGENTSTATE_TOKEN_KEYS</c> (<c>id=base64;id=base64</c>, the first one writes),
    /// unless another ring is registered. What reads a key sees <c>***</c> and a fingerprint.
    /// </summary>
    [JsonIgnore]
    public IDictionary<string, string> Keys { get; } = new SecretTexts();

    /// <summary>
    /// Which of the keys encrypts what is stored from now on. Null = the ring that is registered by <c>UseTokenKeyRing</c>, the only key, or the first one in the environment variable.
    /// </summary>
    public string? WritingKeyId { get; set; }

    /// <summary>
    /// Whether tokens are read that are stored as they are. They are encrypted when they are stored next, or by <see cref="ITokenVault.ReencryptAsync"/>. Meanwhile whoever may write to the
    /// database may put a token of his own in the place of any. Default false: such a token is a <see cref="DecryptionException"/>.
    /// </summary>
    public bool AllowPlaintext { get; set; }

    // The ring that the application brings; null = local keys alone.
    internal Func<IServiceProvider, ITokenKeyRing>? MakeRing { get; set; }
}
