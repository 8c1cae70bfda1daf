using System.Buffers.Binary;
using System.Text;

namespace AgentState.Internal.Tokens.Encryption;

/// <summary>The additional data that binds an encrypted secret to its field, grant and vault.</summary>
/// <remarks>The project and the database are not included, so that a backup can be restored to another database.</remarks>
internal static class SecretContext
{
    private const string Purpose = "AgentState.Tokens.v1";
    private const string WrappingPurpose = "AgentState.Tokens.v1.key";

    /// <summary>The context of a stored secret.</summary>
    /// <param name="vaultId">The configured vault id.</param>
    /// <param name="key">The grant's key.</param>
    /// <param name="field">The field's name.</param>
    /// <param name="keyId">The id of the key that wraps its data key.</param>
    public static byte[] Of(string vaultId, string key, string field, string keyId) => Join(Purpose, vaultId, key, field, keyId);

    /// <summary>The context of a data key in the local ring.</summary>
    public static byte[] OfKey(string keyId) => Join(WrappingPurpose, keyId);

    // Length prefixes keep the parts distinct: "a" + "bc" differs from "ab" + "c".
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
