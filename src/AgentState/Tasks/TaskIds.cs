using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AgentState;

/// <summary>
/// Makes the ids of tasks. One that is enqueued by a key has the key's id, so that whoever enqueues it again meets the document that is there; any other one is
/// random. Only an id made of a key begins with <c>key-</c>: a random one has no hyphen there. Those of one list have the same random beginning, and
/// end in a number: one commit has one server time, and equal times are ordered by id.
/// </summary>
internal static class TaskIds
{
    private const string OfKeyPrefix = "key-";

    private const int LeastDigits = 4;

    // 160 bits: no weaker than a random id, and half as long as the whole digest.
    private const int DigestBytes = 20;

    /// <summary>Makes the ids of a list of this many tasks: in their order, wherever in the list they stand.</summary>
    public static Func<int, string> Ordered(int count)
    {
        var prefix = DocumentIds.New();
        var digits = Math.Max(LeastDigits, count.ToString(CultureInfo.InvariantCulture).Length);
        return index => $"{prefix}-{index.ToString($"D{digits}", CultureInfo.InvariantCulture)}";
    }

    /// <summary>The id of the one task of this type and key, the same in every process.</summary>
    public static string OfKey(string type, string key)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, type);
        Append(hash, key);
        return OfKeyPrefix + Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, DigestBytes));
    }

    // With its length before it, no part can be taken for the beginning of the next.
    private static void Append(IncrementalHash hash, string part)
    {
        var bytes = Encoding.UTF8.GetBytes(part);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
