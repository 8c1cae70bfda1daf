using AgentState.Internal.Data;
using AgentState.Internal.Engines.Embedded.Stored;
using Google.Cloud.Firestore.V1;
using Google.Protobuf.Collections;
using static Google.Cloud.Firestore.V1.DocumentTransform.Types;

namespace AgentState.Internal.Engines.Embedded.Writing;

/// <summary>Applies one field transform to a pending document.</summary>
internal static class TransformApplication
{
    /// <summary>Changes the field; returns the result for the writer: the new number or time, or the null value for an array.</summary>
    public static Value Apply(MapField<string, Value> fields, PreparedTransform transform, CommitInstant time)
    {
        var current = transform.Field.Read(fields);
        var operands = transform.Operands;
        var next = transform.Kind switch
        {
            FieldTransform.TransformTypeOneofCase.Increment => NumberTransform.Add(current, operands[0]),
            FieldTransform.TransformTypeOneofCase.Maximum => NumberTransform.Larger(current, operands[0]),
            FieldTransform.TransformTypeOneofCase.Minimum => NumberTransform.Smaller(current, operands[0]),
            FieldTransform.TransformTypeOneofCase.AppendMissingElements => Append(current, operands),
            FieldTransform.TransformTypeOneofCase.RemoveAllFromArray => RemoveAll(current, operands),
            _ => time.RequestTime,
        };

        next = StoredValue.AtDepth(transform.Field.Segments.Length, next);
        FieldWriter.Set(fields, transform.Field.Segments, next);
        return next.ArrayValue is null ? next : Values.Null;
    }

    private static Value Append(Value? current, IReadOnlyList<Value> elements)
    {
        var array = new ArrayValue { Values = { current?.ArrayValue?.Values ?? [] } };
        foreach (var element in elements)
        {
            if (!Contains(array.Values, element))
            {
                array.Values.Add(element);
            }
        }

        return new Value { ArrayValue = array };
    }

    private static Value RemoveAll(Value? current, IReadOnlyList<Value> elements)
    {
        var kept = (current?.ArrayValue?.Values ?? []).Where(element => !Contains(elements, element));
        return new Value { ArrayValue = new ArrayValue { Values = { kept } } };
    }

    private static bool Contains(IEnumerable<Value> array, Value value) => array.Any(element => ValueOrder.Compare(element, value) == 0);
}
