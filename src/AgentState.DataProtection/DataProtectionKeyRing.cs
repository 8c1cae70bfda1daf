using System.Buffers.Binary;
using Microsoft.AspNetCore.DataProtection;

namespace AgentState;

/// <summary>
/// Wraps data keys by Data Protection, which makes new keys by itself and reads what older ones have written. A key's id is taken from what it has protected, so that the vault's
/// count of keys tells them apart.
/// </summary>
internal sealed class DataProtectionKeyRing(IDataProtectionProvider provider) : ITokenKeyRing
{
    public const string Purpose = "AgentState.Tokens.v1";

    // What Data Protection writes begins with these four bytes, and the id of the key.
    private const uint Magic = 0x09F0C9F0;
    private const int IdBytes = 16;

    private const string Prefix = "dp-";

    // Another implementation may write something else.
    private const string UnknownId = "dp";

    private readonly IDataProtector protector = provider.CreateProtector(Purpose);

    public WrappedTokenKey Wrap(ReadOnlySpan<byte> dataKey)
    {
        var bytes = protector.Protect(dataKey.ToArray());
        return new WrappedTokenKey(IdOf(bytes), bytes);
    }

    public byte[]? Unwrap(string keyId, ReadOnlySpan<byte> wrapped) =>
        keyId == UnknownId || keyId.StartsWith(Prefix, StringComparison.Ordinal) ? protector.Unprotect(wrapped.ToArray()) : null;

    private static string IdOf(ReadOnlySpan<byte> wrapped) =>
        wrapped.Length > sizeof(uint) + IdBytes && BinaryPrimitives.ReadUInt32BigEndian(wrapped) == Magic
            ? $"{Prefix}{new Guid(wrapped.Slice(sizeof(uint), IdBytes)):N}"
            : UnknownId;
}
