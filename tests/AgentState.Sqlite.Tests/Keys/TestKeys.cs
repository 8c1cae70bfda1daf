using Google.Cloud.Firestore.V1;

namespace AgentState.Sqlite.Tests;

/// <summary>Creates and compares keys like the tables of a file.</summary>
internal static class TestKeys
{
    /// <summary>The number of samples of a random test; a sample takes microseconds.</summary>
    public const int Samples = 10_000;

    /// <summary>Returns the key of a single value.</summary>
    public static byte[] Of(Value value, bool descending = false)
    {
        var key = new KeyWriter();
        key.Append(value, descending);
        return key.ToArray();
    }

    /// <summary>Returns the key of one value per term.</summary>
    public static byte[] Of(IReadOnlyList<OrderTerm> terms, IReadOnlyList<Value> values, ReadOnlySpan<byte> prefix = default)
    {
        var key = new KeyWriter(prefix);
        for (var i = 0; i < values.Count; i++)
        {
            key.AppendTerm(terms[i], values[i]);
        }

        return key.ToArray();
    }

    /// <summary>Returns the sign of a bytewise comparison, like SQLite compares blobs.</summary>
    public static int Compare(byte[] left, byte[] right) => Math.Sign(left.AsSpan().SequenceCompareTo(right));

    /// <summary>Returns whether a key is in a range.</summary>
    public static bool IsIn(byte[] key, byte[] from, byte[]? to) =>
        Compare(key, from) >= 0 && (to is null || Compare(key, to) < 0);

    /// <summary>Requires that each value has a greater key than the one before, and a lesser one in descending order.</summary>
    public static void RequireAscending(params Value[] values)
    {
        for (var i = 1; i < values.Length; i++)
        {
            var (left, right) = (values[i - 1], values[i]);

            Compare(Of(left), Of(right)).Should().Be(-1, "{0} is before {1}", left, right);
            Compare(Of(left, descending: true), Of(right, descending: true)).Should().Be(1, "{0} is before {1}", left, right);
            ValueOrder.Compare(left, right).Should().BeNegative("{0} is before {1} in the database", left, right);
        }
    }
}
