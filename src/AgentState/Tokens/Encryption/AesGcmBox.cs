using System.Security.Cryptography;

namespace AgentState.Internal.Tokens.Encryption;

/// <summary>AES-256-GCM with a random nonce; the output is nonce, ciphertext and tag.</summary>
internal static class AesGcmBox
{
    public const int KeyBytes = 32;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>Encrypts.</summary>
    /// <param name="key">The key.</param>
    /// <param name="plain">The plain text.</param>
    /// <param name="context">The additional data, which must be the same for decryption.</param>
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        var box = new byte[NonceBytes + plain.Length + TagBytes];
        var nonce = box.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plain, box.AsSpan(NonceBytes, plain.Length), box.AsSpan(NonceBytes + plain.Length), context);
        return box;
    }

    /// <summary>Decrypts.</summary>
    /// <exception cref="CryptographicException">The input was not encrypted with this key and context.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> context)
    {
        var length = box.Length - NonceBytes - TagBytes;
        if (length < 0)
        {
            throw new CryptographicException("The encrypted text is too short.");
        }

        var plain = new byte[length];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(box[..NonceBytes], box.Slice(NonceBytes, length), box[(NonceBytes + length)..], plain, context);
        return plain;
    }
}
