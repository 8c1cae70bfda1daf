using AgentState.Internal.Engines.Embedded.Stored;
using Google.Cloud.Firestore.V1;
using Google.Protobuf.Collections;
using static Google.Cloud.Firestore.V1.DocumentTransform.Types;

namespace AgentState.Internal.Engines.Embedded.Writing;

/// <summary>A validated transform of a write, with its operands in stored form.</summary>
internal sealed class PreparedTransform
{
    private PreparedTransform(FieldTransform transform)
    {
        Field = FieldReader.OfField(transform.FieldPath);
        Kind = transform.TransformTypeCase;
        Operands = transform.TransformTypeCase switch
        {
            FieldTransform.TransformTypeOneofCase.Increment => [Number(transform.Increment)],
            FieldTransform.TransformTypeOneofCase.Maximum => [Number(transform.Maximum)],
            FieldTransform.TransformTypeOneofCase.Minimum => [Number(transform.Minimum)],
            FieldTransform.TransformTypeOneofCase.AppendMissingElements => Stored(transform.AppendMissingElements),
            FieldTransform.TransformTypeOneofCase.RemoveAllFromArray => Stored(transform.RemoveAllFromArray),
            FieldTransform.TransformTypeOneofCase.SetToServerValue
                when transform.SetToServerValue is FieldTransform.Types.ServerValue.RequestTime => [],
            _ => throw InvalidArgument.Of($"the transform of '{Field.Path}' has no supported type."),
        };
    }

    public FieldReader Field { get; }

    public FieldTransform.TransformTypeOneofCase Kind { get; }

    /// <summary>One number or the elements of an array; empty for a server timestamp.</summary>
    public IReadOnlyList<Value> Operands { get; }

    /// <exception cref="AgentStateException">A transform is not valid, or two transforms conflict.</exception>
    public static IReadOnlyList<PreparedTransform> Of(RepeatedField<FieldTransform> transforms)
    {
        var prepared = new List<PreparedTransform>(transforms.Count);
        foreach (var transform in transforms)
        {
            var next = new PreparedTransform(transform);
            if (prepared.Exists(other => other.Field.IsBeneath(next.Field) || next.Field.IsBeneath(other.Field)))
            {
                throw InvalidArgument.Of($"'{next.Field.Path}' is transformed together with a field that contains it or is nested in it.");
            }

            prepared.Add(next);
        }

        return prepared;
    }

    private static Value Number(Value value) => value.HasIntegerValue || value.HasDoubleValue
        ? StoredValue.AtDepth(1, value)
        : throw InvalidArgument.Of("increment, maximum and minimum require a number.");

    private static Value[] Stored(ArrayValue elements) => [.. elements.Values.Select(static element => StoredValue.AtDepth(1, element))];
}
