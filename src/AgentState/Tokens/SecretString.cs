using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using AgentState.Internal.Data.Checks;
using AgentState.Internal.Tokens;

namespace AgentState;

/// <summary>A secret text, such as a token or a key, that prints as <c>***</c> and a short fingerprint.</summary>
/// <remarks>
/// Strings, records, debuggers and JSON show only the fingerprint; <see cref="Reveal"/> returns the text. The fingerprint distinguishes
/// secrets within one process. Another process has a different fingerprint for the same secret.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
[JsonConverter(typeof(SecretStringConverter))]
[TypeConverter(typeof(SecretStringTypeConverter))]
public sealed class SecretString : IEquatable<SecretString>
{
    private const int FingerprintBytes = 4;

    // Random per process: a fingerprint in a log can be used neither to test guesses nor to track a secret across hosts.
    private static readonly byte[] FingerprintKey = RandomNumberGenerator.GetBytes(32);

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string value;

    /// <summary>Wraps a text.</summary>
    /// <param name="value">The text: not empty, valid Unicode, and without control characters such as line breaks.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is not a valid secret; the message does not quote it.</exception>
    public SecretString(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        if (ProblemOf(value) is { } problem)
        {
            throw new ArgumentException($"The secret {problem}", nameof(value));
        }

        this.value = value;
    }

    private SecretString(string value, bool stored)
    {
        Debug.Assert(stored, "Only stored texts skip validation.");
        this.value = value;
    }

    /// <summary>Whether two secrets are equal; two nulls are equal.</summary>
    /// <param name="left">The first secret, or null.</param>
    /// <param name="right">The second secret, or null.</param>
    public static bool operator ==(SecretString? left, SecretString? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two secrets differ.</summary>
    /// <param name="left">The first secret, or null.</param>
    /// <param name="right">The second secret, or null.</param>
    public static bool operator !=(SecretString? left, SecretString? right) => !(left == right);

    /// <summary>Returns the secret text; do not log it.</summary>
    public string Reveal() => value;

    /// <summary>Compares two secrets in constant time.</summary>
    /// <param name="other">The other secret, or null.</param>
    public bool Equals(SecretString? other) => other is not null &&
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(value), Encoding.UTF8.GetBytes(other.value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SecretString);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(Hash());

    /// <summary>Returns <c>***</c> and the fingerprint.</summary>
    public override string ToString() => $"*** ({Convert.ToHexStringLower(Hash().AsSpan(0, FingerprintBytes))})";

    /// <summary>Whether a text is the printed form of a secret, copied in place of the secret itself.</summary>
    internal static bool IsMask(string text) => text.StartsWith("*** (", StringComparison.Ordinal);

    /// <summary>Wraps a stored text without validating it.</summary>
    internal static SecretString Stored(string value) => new(value, stored: true);

    /// <summary>Why a text is not a valid secret, and what to do, without quoting the text; null if it is valid.</summary>
    internal static string? ProblemOf(string text) =>
        text.Length == 0 ? "is empty. Set it, or leave it out."
        : text.Any(char.IsControl) ? "holds a control character, usually a trailing line break. Trim it."
        : ValueRules.IsWellFormed(text) ? null
        : "holds half of a surrogate pair, which cannot be encoded as UTF-8. Set it to valid Unicode.";

    private byte[] Hash() => HMACSHA256.HashData(FingerprintKey, Encoding.UTF8.GetBytes(value));
}
