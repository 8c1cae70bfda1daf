using System.Buffers.Binary;
using Microsoft.AspNetCore.DataProtection;

namespace AgentState.Internal.DataProtection;

/// <summary>Wraps data keys with Data Protection, which rotates its keys and still unwraps with the older ones.</summary>
/// <remarks>The key id is read from the protected payload, so that the vault can count tokens per key.</remarks>
internal sealed class DataProtectionKeyRing(IDataProtectionProvider provider) : ITokenKeyRing
{
    public const string Purpose = "AgentState.Tokens.v1";

    // A protected payload begins with these four bytes, followed by the key id.
    private const uint Magic = 0x09F0C9F0;
    private const int IdBytes = 16;

    private const string Prefix = "dp-";

    // Another implementation of Data Protection may use another payload format.
    private const string UnknownId = "dp";

    private readonly IDataProtector protector = provider.CreateProtector(Purpose);

    public WrappedTokenKey Wrap(ReadOnlySpan<byte> dataKey)
    {
        var bytes = protector.Protect(dataKey.ToArray());
        return new WrappedTokenKey { KeyId = IdOf(bytes), Bytes = bytes };
    }

    public byte[]? Unwrap(string keyId, ReadOnlySpan<byte> wrapped) =>
        keyId == UnknownId || keyId.StartsWith(Prefix, StringComparison.Ordinal) ? protector.Unprotect(wrapped.ToArray()) : null;

    private static string IdOf(ReadOnlySpan<byte> wrapped) =>
        wrapped.Length > sizeof(uint) + IdBytes && BinaryPrimitives.ReadUInt32BigEndian(wrapped) == Magic
            ? $"{Prefix}{new Guid(wrapped.Slice(sizeof(uint), IdBytes)):N}"
            : UnknownId;
}
