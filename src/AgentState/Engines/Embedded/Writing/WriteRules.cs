using AgentState.Internal.Data;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Engines.Embedded.Stored;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Engines.Embedded.Writing;

/// <summary>Rejects writes that are not valid, before any document is read.</summary>
internal static class WriteRules
{
    private const int NanosPerMicrosecond = 1_000;

    /// <summary>The limit of one request, in bytes on the wire.</summary>
    private const int MaxRequestBytes = 10 * 1024 * 1024;

    /// <summary>Checks the total size of the writes of one call.</summary>
    public static void CheckSize(IReadOnlyList<Write> writes)
    {
        var bytes = writes.Sum(static write => (long)write.CalculateSize());
        if (bytes > MaxRequestBytes)
        {
            throw InvalidArgument.TooLarge("The writes of one call are too large together", path: null, bytes, MaxRequestBytes);
        }
    }

    /// <summary>Requires that a batch writes each document once, because its writes have no order.</summary>
    public static void CheckDistinct(IReadOnlyList<Write> writes)
    {
        if (writes.DistinctBy(Writes.NameOf).Count() < writes.Count)
        {
            throw InvalidArgument.Of("a batch writes a document twice.");
        }
    }

    /// <summary>Checks one write without its values.</summary>
    public static void Check(Write write, DatabaseRoot root)
    {
        if (write.OperationCase is Write.OperationOneofCase.None)
        {
            throw InvalidArgument.Of("a write has no operation.");
        }

        NameRules.CheckDocument(Writes.NameOf(write), root);
        if (write.OperationCase is not Write.OperationOneofCase.Update
            && (write.UpdateMask is not null || write.UpdateTransforms.Count > 0))
        {
            throw InvalidArgument.Of("a delete or a transform must not have a mask or further transforms.");
        }

        if (write.Transform is { FieldTransforms.Count: 0 })
        {
            throw InvalidArgument.Of("a transform is empty.");
        }

        if (write.CurrentDocument?.UpdateTime is { } version && version.Nanos % NanosPerMicrosecond != 0)
        {
            throw InvalidArgument.Of("the version of a precondition is finer than a microsecond.");
        }
    }
}
