using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>Counts what the database bills.</summary>
internal sealed class BilledCounter
{
    private const int CountedPerRead = 1000;

    private long reads;
    private long writes;
    private long deletes;

    public BilledOperations Read() => new(Interlocked.Read(ref reads), Interlocked.Read(ref writes), Interlocked.Read(ref deletes));

    /// <summary>A read is billed per name asked for, whether a document was there or not.</summary>
    public void Got(int names) => Interlocked.Add(ref reads, names);

    /// <summary>A query without a result is billed as one read.</summary>
    public void Queried(int documents) => Interlocked.Add(ref reads, Math.Max(1, documents));

    /// <summary>An aggregate is billed by the index entries it went over; a count tells how many those were.</summary>
    public void Aggregated(AggregateResult result)
    {
        long counted = 0;
        foreach (var value in result.Fields.Values)
        {
            counted = Math.Max(counted, value.IntegerValue);
        }

        Interlocked.Add(ref reads, Math.Max(1, (counted + CountedPerRead - 1) / CountedPerRead));
    }

    public void Wrote(Write write) =>
        Interlocked.Increment(ref write.OperationCase is Write.OperationOneofCase.Delete ? ref deletes : ref writes);
}
