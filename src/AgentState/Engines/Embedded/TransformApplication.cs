using Google.Cloud.Firestore.V1;
using Google.Protobuf.Collections;
using static Google.Cloud.Firestore.V1.DocumentTransform.Types;

namespace AgentState;

/// <summary>Applies one field transform to a document in the making.</summary>
internal static class TransformApplication
{
    /// <summary>Changes the field, and returns what the writer is told of it: the new number or time, or null for an array.</summary>
    public static Value Apply(MapField<string, Value> fields, FieldTransform transform, CommitTime time)
    {
        var field = FieldReader.OfField(transform.FieldPath);
        var current = field.Read(fields);
        var next = transform.TransformTypeCase switch
        {
            FieldTransform.TransformTypeOneofCase.Increment => NumberTransform.Add(current, transform.Increment),
            FieldTransform.TransformTypeOneofCase.Maximum => NumberTransform.Larger(current, transform.Maximum),
            FieldTransform.TransformTypeOneofCase.Minimum => NumberTransform.Smaller(current, transform.Minimum),
            FieldTransform.TransformTypeOneofCase.AppendMissingElements => Append(current, transform.AppendMissingElements),
            FieldTransform.TransformTypeOneofCase.RemoveAllFromArray => RemoveAll(current, transform.RemoveAllFromArray),
            _ => time.RequestTime,
        };

        next = StoredValue.AtDepth(field.Segments.Length, next);
        FieldWriter.Set(fields, field.Segments, next);
        return next.ArrayValue is null ? next : Values.Null;
    }

    private static Value Append(Value? current, ArrayValue elements)
    {
        var array = new ArrayValue { Values = { current?.ArrayValue?.Values ?? [] } };
        foreach (var element in elements.Values)
        {
            if (!Contains(array, element))
            {
                array.Values.Add(element);
            }
        }

        return new Value { ArrayValue = array };
    }

    private static Value RemoveAll(Value? current, ArrayValue elements)
    {
        var kept = (current?.ArrayValue?.Values ?? []).Where(element => !Contains(elements, element));
        return new Value { ArrayValue = new ArrayValue { Values = { kept } } };
    }

    private static bool Contains(ArrayValue array, Value value)
    {
        foreach (var element in array.Values)
        {
            if (ValueOrder.Compare(element, value) == 0)
            {
                return true;
            }
        }

        return false;
    }
}
