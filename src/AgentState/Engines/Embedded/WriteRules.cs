using Google.Cloud.Firestore.V1;
using Google.Protobuf.Collections;
using static Google.Cloud.Firestore.V1.DocumentTransform.Types;

namespace AgentState;

/// <summary>Refuses, before anything is looked up, the writes that the service refuses for their form.</summary>
internal static class WriteRules
{
    private const int NanosPerMicrosecond = 1_000;

    /// <summary>What the service takes in one request, in bytes on the wire.</summary>
    private const int MaxRequestBytes = 10 * 1024 * 1024;

    /// <exception cref="AgentStateException">One of them is refused, and so the call is.</exception>
    public static void Check(IReadOnlyList<Write> writes, DatabaseRoot root)
    {
        var bytes = 0L;
        foreach (var write in writes)
        {
            bytes += write.CalculateSize();
            Check(write, root);
        }

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

    private static void Check(Write write, DatabaseRoot root)
    {
        switch (write.OperationCase)
        {
            case Write.OperationOneofCase.Update:
                NameRules.CheckDocument(write.Update.Name, root);
                break;
            case Write.OperationOneofCase.Delete:
                NameRules.CheckDocument(write.Delete, root);
                break;
            case Write.OperationOneofCase.Transform:
                NameRules.CheckDocument(write.Transform.Document, root);
                break;
            default:
                throw InvalidArgument.Of("a write holds no operation.");
        }

        if (write.OperationCase is not Write.OperationOneofCase.Update && (write.UpdateMask is not null || write.UpdateTransforms.Count > 0))
        {
            throw InvalidArgument.Of("a delete or a transform has no mask and no further transforms.");
        }

        if (write.Transform is { FieldTransforms.Count: 0 })
        {
            throw InvalidArgument.Of("a transform is empty.");
        }

        if (write.CurrentDocument?.UpdateTime is { } time && time.Nanos % NanosPerMicrosecond != 0)
        {
            throw InvalidArgument.Of("a version is finer than a microsecond.");
        }

        CheckTransforms(write.Transform?.FieldTransforms ?? write.UpdateTransforms);
    }

    private static void CheckTransforms(RepeatedField<FieldTransform> transforms)
    {
        var fields = new List<FieldReader>(transforms.Count);
        foreach (var transform in transforms)
        {
            var field = FieldReader.OfField(transform.FieldPath);
            if (fields.Exists(other => other.IsBeneath(field) || field.IsBeneath(other)))
            {
                throw InvalidArgument.Of($"'{field.Path}' is transformed together with a field within it or around it.");
            }

            fields.Add(field);
            CheckOperand(transform);
        }
    }

    private static void CheckOperand(FieldTransform transform)
    {
        var isSound = transform.TransformTypeCase switch
        {
            FieldTransform.TransformTypeOneofCase.Increment => IsNumber(transform.Increment),
            FieldTransform.TransformTypeOneofCase.Maximum => IsNumber(transform.Maximum),
            FieldTransform.TransformTypeOneofCase.Minimum => IsNumber(transform.Minimum),
            FieldTransform.TransformTypeOneofCase.SetToServerValue =>
                transform.SetToServerValue is FieldTransform.Types.ServerValue.RequestTime,
            FieldTransform.TransformTypeOneofCase.None => false,
            _ => true,
        };
        if (!isSound)
        {
            throw InvalidArgument.Of($"the transform of '{transform.FieldPath}' is not known, or its operand is no number.");
        }
    }

    private static bool IsNumber(Value value) => value.HasIntegerValue || value.HasDoubleValue;
}
