using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AgentState.Internal.Documents;

namespace AgentState.Internal.Tasks.Enqueueing;

/// <summary>Creates the ids of tasks: derived from the idempotency key if there is one, otherwise random.</summary>
/// <remarks>
/// A task with a key that is enqueued again therefore has the same document. Only ids derived from keys start with <c>key-</c>; random ids
/// have no hyphen there. The ids of one list have the same random prefix and end in a number. All tasks of one commit have the same server
/// time, and tasks of equal time are ordered by id.
/// </remarks>
internal static class TaskIds
{
    private const string OfKeyPrefix = "key-";

    private const int LeastDigits = 4;

    // 160 bits make a collision as unlikely as for random ids, and keep the id short.
    private const int DigestBytes = 20;

    /// <summary>Returns a function that creates the id for an index of a list; the ids are ordered as the indexes.</summary>
    public static Func<int, string> Ordered(int count)
    {
        var prefix = DocumentIds.New();
        var digits = Math.Max(LeastDigits, count.ToString(CultureInfo.InvariantCulture).Length);
        return index => $"{prefix}-{index.ToString($"D{digits}", CultureInfo.InvariantCulture)}";
    }

    /// <summary>Returns the id of the task of this type and key; it is the same in every process.</summary>
    public static string OfKey(string type, string key)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, type);
        Append(hash, key);
        return OfKeyPrefix + Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, DigestBytes));
    }

    // The length prefix keeps different pairs of type and key from having the same bytes.
    private static void Append(IncrementalHash hash, string part)
    {
        var bytes = Encoding.UTF8.GetBytes(part);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
