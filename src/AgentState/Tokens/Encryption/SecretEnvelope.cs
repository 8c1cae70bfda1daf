using System.Buffers.Text;
using AgentState.Internal.Tokens.Secrets;

namespace AgentState.Internal.Tokens.Encryption;

/// <summary>The stored text of an encrypted secret: <c>enc:v1:{key id}:{wrapped data key}:{nonce, ciphertext, tag}</c>.</summary>
/// <remarks>The last two parts are in base64url without padding.</remarks>
internal readonly record struct SecretEnvelope(string KeyId, ReadOnlyMemory<byte> WrappedKey, ReadOnlyMemory<byte> Box)
{
    private const string Prefix = EncryptedPrefix.Text + "v1:";

    /// <summary>Parses a text, which must be in canonical form, so that any change of it is detected.</summary>
    /// <returns>The envelope; null = the text is not an envelope of this version.</returns>
    public static SecretEnvelope? Parse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var parts = text[Prefix.Length..].Split(':');
        return parts is [var keyId, var wrapped, var box] && TokenKeyIds.IsOne(keyId) &&
            Bytes(wrapped) is { } wrappedBytes && Bytes(box) is { } boxBytes
            ? new SecretEnvelope(keyId, wrappedBytes, boxBytes)
            : null;
    }

    public override string ToString() =>
        $"{Prefix}{KeyId}:{Base64Url.EncodeToString(WrappedKey.Span)}:{Base64Url.EncodeToString(Box.Span)}";

    private static byte[]? Bytes(string text)
    {
        if (text.Length == 0 || !Base64Url.IsValid(text))
        {
            return null;
        }

        // The decoder ignores white space, padding and unused bits.
        var bytes = Base64Url.DecodeFromChars(text);
        return Base64Url.EncodeToString(bytes) == text ? bytes : null;
    }
}
