using System.Security.Cryptography;
using System.Text;
using AgentState.Internal.Tokens.Secrets;

namespace AgentState.Internal.Tokens.Encryption;

/// <summary>
/// Encrypts each secret with its own data key, bound to one field of one grant of one vault; a key ring wraps the data key.
/// </summary>
internal sealed class EncryptedSecrets(string vaultId, bool allowPlaintext, ITokenKeyRing ring) : ISecretForm
{
    public string WritingKeyId => Wrap(new byte[AesGcmBox.KeyBytes], key: null).KeyId;

    public SecretString Read(string key, string field, string text)
    {
        if (!EncryptedPrefix.MayBeOn(text))
        {
            return allowPlaintext ? SecretString.Stored(text) : throw DecryptionErrors.Plaintext(key, field);
        }

        var envelope = SecretEnvelope.Parse(text) ?? throw DecryptionErrors.Malformed(key, field);
        var dataKey = Unwrap(key, field, envelope);
        try
        {
            var plain = AesGcmBox.Open(dataKey, envelope.Box.Span, SecretContext.Of(vaultId, key, field, envelope.KeyId));
            var secret = SecretString.Stored(Encoding.UTF8.GetString(plain));
            CryptographicOperations.ZeroMemory(plain);
            return secret;
        }
        catch (CryptographicException)
        {
            throw DecryptionErrors.Altered(key, field, envelope.KeyId);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    public string Write(string key, string field, SecretString secret)
    {
        var dataKey = RandomNumberGenerator.GetBytes(AesGcmBox.KeyBytes);
        var plain = Encoding.UTF8.GetBytes(secret.Reveal());
        try
        {
            var wrapped = Wrap(dataKey, key);
            var box = AesGcmBox.Seal(dataKey, plain, SecretContext.Of(vaultId, key, field, wrapped.KeyId));
            return new SecretEnvelope(wrapped.KeyId, wrapped.Bytes, box).ToString();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    public string? KeyIdOf(string key, string field, string text) =>
        !EncryptedPrefix.MayBeOn(text) ? null
        : SecretEnvelope.Parse(text)?.KeyId ?? throw DecryptionErrors.Malformed(key, field);

    private byte[] Unwrap(string key, string field, SecretEnvelope envelope)
    {
        byte[]? dataKey;
        try
        {
            dataKey = ring.Unwrap(envelope.KeyId, envelope.WrappedKey.Span);
        }
        catch (CryptographicException)
        {
            throw DecryptionErrors.Altered(key, field, envelope.KeyId);
        }
        catch (Exception error)
        {
            // Only the type is reported: the ring's message may quote a key.
            throw DecryptionErrors.RingFailed(key, field, envelope.KeyId, error);
        }

        return dataKey is null ? throw DecryptionErrors.UnknownKey(key, field, envelope.KeyId)
            : dataKey.Length == AesGcmBox.KeyBytes ? dataKey
            : throw DecryptionErrors.Altered(key, field, envelope.KeyId);
    }

    private WrappedTokenKey Wrap(byte[] dataKey, string? key)
    {
        WrappedTokenKey? wrapped;
        try
        {
            wrapped = ring.Wrap(dataKey);
        }
        catch (Exception error)
        {
            throw DecryptionErrors.CannotWrap(key, $"The key ring failed with {error.GetType().FullName}. Check the key ring.");
        }

        return wrapped is { Bytes.Length: > 0 } && TokenKeyIds.IsOne(wrapped.KeyId)
            ? wrapped
            : throw DecryptionErrors.CannotWrap(
                key, $"The key ring returned no key with a valid id ({TokenKeyIds.Rule}). Check the key ring.");
    }
}
