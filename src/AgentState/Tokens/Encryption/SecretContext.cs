using System.Buffers.Binary;
using System.Text;

namespace AgentState;

/// <summary>
/// What a secret is encrypted for, as the additional data of the encryption: elsewhere it does not decrypt. The project and the database are not in it: a backup is restored to
/// another one.
/// </summary>
internal static class SecretContext
{
    private const string Purpose = "AgentState.Tokens.v1";
    private const string WrappingPurpose = "AgentState.Tokens.v1.key";

    /// <summary>The context of a stored secret.</summary>
    /// <param name="vaultId">The vault, as configured.</param>
    /// <param name="key">The grant's key.</param>
    /// <param name="field">The field's name.</param>
    /// <param name="keyId">The id of the key that its data key is wrapped with.</param>
    public static byte[] Of(string vaultId, string key, string field, string keyId) => Join(Purpose, vaultId, key, field, keyId);

    /// <summary>The context of a data key in the local ring.</summary>
    public static byte[] OfKey(string keyId) => Join(WrappingPurpose, keyId);

    // Each part with its length before it: "a" beside "bc" is not "ab" beside "c".
    private static byte[] Join(params ReadOnlySpan<string> parts)
    {
        var size = 0;
        foreach (var part in parts)
        {
            size += sizeof(int) + Encoding.UTF8.GetByteCount(part);
        }

        var context = new byte[size];
        var rest = context.AsSpan();
        foreach (var part in parts)
        {
            var length = Encoding.UTF8.GetBytes(part, rest[sizeof(int)..]);
            BinaryPrimitives.WriteInt32BigEndian(rest, length);
            rest = rest[(sizeof(int) + length)..];
        }

        return context;
    }
}
