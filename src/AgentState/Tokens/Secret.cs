using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace AgentState;

/// <summary>
/// A text that nobody should see: a token, a key. It prints as <c>***</c> and a short fingerprint, in strings, records, debuggers and JSON; only
/// <see cref="Reveal"/> gives it out. The fingerprint tells secrets apart within one process, and means nothing in another.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
[JsonConverter(typeof(SecretConverter))]
[TypeConverter(typeof(SecretTypeConverter))]
public sealed class Secret : IEquatable<Secret>
{
    private const int FingerprintBytes = 4;

    // New in each process, so that a fingerprint in a log is no way to try guesses out, or to follow a secret from host to host.
    private static readonly byte[] FingerprintKey = RandomNumberGenerator.GetBytes(32);

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string value;

    /// <summary>Wraps a text.</summary>
    /// <param name="value">The text: not empty, valid Unicode, and without control characters (line ends among them).</param>
    /// <exception cref="ArgumentException">The text cannot be a secret; the error does not quote it.</exception>
    public Secret(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        if (ProblemOf(value) is { } problem)
        {
            throw new ArgumentException($"The secret {problem}", nameof(value));
        }

        this.value = value;
    }

    private Secret(string value, bool stored)
    {
        Debug.Assert(stored, "What was not stored is judged.");
        this.value = value;
    }

    /// <summary>Whether two secrets are the same; two nulls are.</summary>
    /// <param name="left">One secret, or null.</param>
    /// <param name="right">The other, or null.</param>
    public static bool operator ==(Secret? left, Secret? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two secrets differ.</summary>
    /// <param name="left">One secret, or null.</param>
    /// <param name="right">The other, or null.</param>
    public static bool operator !=(Secret? left, Secret? right) => !(left == right);

    /// <summary>The text itself. Hand it to whom it is for, and keep it out of logs.</summary>
    public string Reveal() => value;

    /// <summary>Compares without telling by its time how much is equal.</summary>
    /// <param name="other">The other secret, or null.</param>
    public bool Equals(Secret? other) => other is not null &&
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(value), Encoding.UTF8.GetBytes(other.value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(Hash());

    /// <summary><c>***</c> and the fingerprint.</summary>
    public override string ToString() => $"*** ({Convert.ToHexStringLower(Hash().AsSpan(0, FingerprintBytes))})";

    /// <summary>Whether a text is what a secret prints, copied in place of the secret.</summary>
    internal static bool IsMask(string text) => text.StartsWith("*** (", StringComparison.Ordinal);

    /// <summary>A stored text, whatever another program has stored.</summary>
    internal static Secret Stored(string value) => new(value, stored: true);

    /// <summary>What keeps a text from being a secret, and the cure; null = nothing. Never the text.</summary>
    internal static string? ProblemOf(string text) =>
        text.Length == 0 ? "is empty. Set it, or leave it out."
        : text.Any(char.IsControl) ? "holds a control character; a line end at its end is the usual one. Trim it."
        : ValueRules.IsWellFormed(text) ? null : "holds half of a surrogate pair, which has no UTF-8 form.";

    private byte[] Hash() => HMACSHA256.HashData(FingerprintKey, Encoding.UTF8.GetBytes(value));
}
