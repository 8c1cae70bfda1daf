using System.Buffers;

namespace AgentState.Internal.Data;

/// <summary>A growing buffer of pooled arrays, which are cleared before they are returned to the pool.</summary>
internal sealed class PooledBuffer(int capacity = 4096) : IBufferWriter<byte>, IDisposable
{
    private byte[] bytes = ArrayPool<byte>.Shared.Rent(capacity);
    private int length;

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, length);

    public void Advance(int count) => length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 1));
        return bytes.AsMemory(length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 1));
        return bytes.AsSpan(length);
    }

    public void Dispose()
    {
        var rented = bytes;
        bytes = [];
        Return(rented);
        length = 0;
    }

    private void Grow(int needed)
    {
        if (bytes.Length - length >= needed)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(length + needed), bytes.Length * 2));
        Written.CopyTo(larger);
        Return(bytes);
        bytes = larger;
    }

    private void Return(byte[] rented)
    {
        rented.AsSpan(0, Math.Min(length, rented.Length)).Clear();
        if (rented.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
