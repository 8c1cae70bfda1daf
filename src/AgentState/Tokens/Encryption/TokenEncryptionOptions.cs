using System.Text.Json.Serialization;
using AgentState.Internal.Tokens.Secrets;

namespace AgentState;

/// <summary>Settings for encrypting the vault's tokens; validated at startup.</summary>
public sealed class TokenEncryptionOptions
{
    /// <summary>The vault's name, such as <c>production</c>; required, 1 to 200 characters.</summary>
    /// <remarks>
    /// Tokens can be decrypted only under the name that they were encrypted under. A token copied to a vault of another name is useless,
    /// while a backup restored to another database stays readable. Use the same value in all processes, and do not change it.
    /// </remarks>
    public string? VaultId { get; set; }

    /// <summary>The keys of the local key ring, by id: 32 random bytes each, in base64.</summary>
    /// <remarks>
    /// <para>An id has 1 to 64 ASCII letters, digits, dots, hyphens and underscores, such as a date. <see cref="WritingKeyId"/> encrypts;
    /// all keys decrypt.</para>
    /// <para>If this is empty and no other ring is registered, the environment variable <c>AGENTSTATE_TOKEN_KEYS</c> is read
    /// (<c>id=base64;id=base64</c>, the first key encrypts). Reading a value returns <c>***</c> and a fingerprint.</para>
    /// </remarks>
    [JsonIgnore]
    public IDictionary<string, string> Keys { get; } = new SecretTexts();

    /// <summary>The id of the key that encrypts new tokens.</summary>
    /// <remarks>
    /// Null = the ring registered with <c>UseTokenKeyRing</c>, else the only key in <see cref="Keys"/>, else the first key in the
    /// environment variable.
    /// </remarks>
    public string? WritingKeyId { get; set; }

    /// <summary>Whether stored plain-text tokens can be read; default: false.</summary>
    /// <remarks>
    /// If true, a plain-text token is encrypted when it is next stored, or by <see cref="ITokenVault.ReencryptAsync"/>. While this is true,
    /// anyone with write access to the database can replace a token with one of their own. If false, reading such a token throws
    /// <see cref="DecryptionException"/>.
    /// </remarks>
    public bool AllowPlaintext { get; set; }

    // Null = local keys only.
    internal Func<IServiceProvider, ITokenKeyRing>? MakeRing { get; set; }
}
