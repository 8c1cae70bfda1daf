using System.Security.Cryptography;

namespace AgentState;

/// <summary>AES-256-GCM with a random nonce: nonce, ciphertext and tag in a row.</summary>
internal static class AesGcmBox
{
    public const int KeyBytes = 32;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>Encrypts.</summary>
    /// <param name="key">The key.</param>
    /// <param name="plain">What is encrypted.</param>
    /// <param name="context">What must be the same when it is decrypted.</param>
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
    /// <exception cref="CryptographicException">It is not what was encrypted with this key for this context.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> context)
    {
        var length = box.Length - NonceBytes - TagBytes;
        if (length < 0)
        {
            throw new CryptographicException("Too short to have been encrypted.");
        }

        var plain = new byte[length];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(box[..NonceBytes], box.Slice(NonceBytes, length), box[(NonceBytes + length)..], plain, context);
        return plain;
    }
}
