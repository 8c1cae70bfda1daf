using System.Buffers.Binary;
using System.Text;

namespace AgentState.Internal.Sqlite.Keys;

/// <summary>A growing buffer for the bytes of a key.</summary>
/// <remarks>Numbers are big-endian, so that their bytes have the order of the numbers.</remarks>
internal sealed class KeyBuffer
{
    private const int InitialCapacity = 128;

    // Less than the first byte of any element, so that a list sorts before its extensions.
    private const byte End = 0;

    private byte[] bytes = new byte[InitialCapacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    // A text ends with 00 01, and a zero in it becomes 00 FF. So a text sorts before its extensions, and no text begins with another one.
    private static ReadOnlySpan<byte> EscapedZero => [0x00, 0xFF];

    private static ReadOnlySpan<byte> EndOfText => [0x00, 0x01];

    public void Write(ReadOnlySpan<byte> part) => part.CopyTo(Extend(part.Length));

    public void WriteByte(byte number) => Extend(sizeof(byte))[0] = number;

    public void WriteUInt16(ushort number) => BinaryPrimitives.WriteUInt16BigEndian(Extend(sizeof(ushort)), number);

    public void WriteUInt32(uint number) => BinaryPrimitives.WriteUInt32BigEndian(Extend(sizeof(uint)), number);

    public void WriteUInt64(ulong number) => BinaryPrimitives.WriteUInt64BigEndian(Extend(sizeof(ulong)), number);

    /// <summary>Writes an integer with an inverted sign bit, so that negative numbers come first.</summary>
    public void WriteInt64(long number) => BinaryPrimitives.WriteInt64BigEndian(Extend(sizeof(long)), number ^ long.MinValue);

    /// <summary>Ends a list of elements. The first byte of an element is never zero.</summary>
    public void WriteEnd() => WriteByte(End);

    /// <summary>Writes the UTF-8 bytes of a text and an end mark. A lone surrogate is written as U+FFFD.</summary>
    public void WriteText(ReadOnlySpan<char> text)
    {
        while (text.IndexOf('\0') is >= 0 and var zero)
        {
            WriteUtf8(text[..zero]);
            Write(EscapedZero);
            text = text[(zero + 1)..];
        }

        WriteUtf8(text);
        Write(EndOfText);
    }

    /// <summary>Writes bytes and an end mark.</summary>
    public void WriteBytes(ReadOnlySpan<byte> part)
    {
        while (part.IndexOf((byte)0) is >= 0 and var zero)
        {
            Write(part[..zero]);
            Write(EscapedZero);
            part = part[(zero + 1)..];
        }

        Write(part);
        Write(EndOfText);
    }

    /// <summary>Inverts all bits from a position on, which reverses their order.</summary>
    public void Invert(int start)
    {
        foreach (ref var one in bytes.AsSpan(start, Length - start))
        {
            one = (byte)~one;
        }
    }

    private void WriteUtf8(ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, Extend(Encoding.UTF8.GetByteCount(text)));

    private Span<byte> Extend(int count)
    {
        var start = Length;
        Length += count;
        if (Length > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(Length, 2 * bytes.Length));
        }

        return bytes.AsSpan(start, count);
    }
}
