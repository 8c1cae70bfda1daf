using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>Refuses, before anything is looked up, the writes that the service refuses for their form.</summary>
internal static class WriteRules
{
    private const int NanosPerMicrosecond = 1_000;

    /// <summary>What the service takes in one request, in bytes on the wire.</summary>
    private const int MaxRequestBytes = 10 * 1024 * 1024;

    /// <summary>The writes of one call together.</summary>
    public static void CheckSize(IReadOnlyList<Write> writes)
    {
        var bytes = writes.Sum(static write => (long)write.CalculateSize());
        if (bytes > MaxRequestBytes)
        {
            throw InvalidArgument.TooLarge("The writes of one call are too large together", path: null, bytes, MaxRequestBytes);
        }
    }

    /// <summary>A batch, whose writes have no order, may name a document once.</summary>
    public static void CheckDistinct(IReadOnlyList<Write> writes)
    {
        if (writes.DistinctBy(Writes.NameOf).Count() < writes.Count)
        {
            throw InvalidArgument.Of("a batch names a document twice.");
        }
    }

    /// <summary>One write, apart from its values.</summary>
    public static void Check(Write write, DatabaseRoot root)
    {
        if (write.OperationCase is Write.OperationOneofCase.None)
        {
            throw InvalidArgument.Of("a write holds no operation.");
        }

        NameRules.CheckDocument(Writes.NameOf(write), root);
        if (write.OperationCase is not Write.OperationOneofCase.Update
            && (write.UpdateMask is not null || write.UpdateTransforms.Count > 0))
        {
            throw InvalidArgument.Of("a delete or a transform has no mask and no further transforms.");
        }

        if (write.Transform is { FieldTransforms.Count: 0 })
        {
            throw InvalidArgument.Of("a transform is empty.");
        }

        if (write.CurrentDocument?.UpdateTime is { } version && version.Nanos % NanosPerMicrosecond != 0)
        {
            throw InvalidArgument.Of("a version is finer than a microsecond.");
        }
    }
}
