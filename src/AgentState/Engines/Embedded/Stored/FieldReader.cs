using System.Text;
using AgentState.Internal.Data.Checks;
using AgentState.Internal.Documents;
using Google.Protobuf.Collections;

namespace AgentState.Internal.Engines.Embedded.Stored;

/// <summary>Reads the value at a field path through nested maps; the path <c>__name__</c> is the document's name.</summary>
internal sealed class FieldReader
{
    private readonly string[] segments;

    private FieldReader(string path, string[] segments)
    {
        Path = path;
        this.segments = segments;
    }

    /// <summary>Orders paths segment by segment, without quotes.</summary>
    public static IComparer<FieldReader> BySegments { get; } =
        Comparer<FieldReader>.Create(static (left, right) => Compare(left.segments, right.segments));

    public static FieldReader OfName { get; } = new(FieldPath.Name, [FieldPath.Name]);

    /// <summary>The path in canonical form, so that different spellings of a path are equal.</summary>
    public string Path { get; }

    public ReadOnlySpan<string> Segments => segments;

    public bool IsName => ReferenceEquals(this, OfName);

    /// <summary>Parses a path of a query: a field or the document's name.</summary>
    public static FieldReader Of(string path)
    {
        var parsed = FieldPathParser.Parse(path);
        return parsed is [FieldPath.Name] ? OfName : OfField(path, parsed);
    }

    /// <summary>Parses a path of a write: a field.</summary>
    public static FieldReader OfField(string path) => OfField(path, FieldPathParser.Parse(path));

    /// <summary>Returns the value of a document at this path; null if it does not exist.</summary>
    public Value? Read(StoredDocument document) => IsName ? document.NameValue : Read(document.Message.Fields);

    /// <summary>Returns the value at this path; null if it does not exist.</summary>
    public Value? Read(MapField<string, Value> fields)
    {
        for (var i = 0; ; i++)
        {
            if (!fields.TryGetValue(segments[i], out var value))
            {
                return null;
            }

            if (i == segments.Length - 1)
            {
                return value;
            }

            if (value.MapValue is null || VectorValue.Is(value.MapValue))
            {
                return null;
            }

            fields = value.MapValue.Fields;
        }
    }

    /// <summary>Returns whether this path is nested below another one.</summary>
    public bool IsBeneath(FieldReader other) =>
        segments.Length > other.segments.Length && segments.AsSpan(0, other.segments.Length).SequenceEqual(other.segments);

    private static int Compare(string[] left, string[] right)
    {
        for (var i = 0; i < left.Length && i < right.Length; i++)
        {
            if (Utf8Order.Compare(left[i], right[i]) is not 0 and var order)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    private static FieldReader OfField(string path, string[] parsed)
    {
        if (Array.Exists(parsed, ValueRules.IsReserved))
        {
            throw InvalidArgument.Of($"the field path '{path}' contains a reserved name.");
        }

        if (parsed.Length > ValueRules.MaxNesting)
        {
            throw InvalidArgument.Of($"the field path '{path}' has {parsed.Length} names; the limit is {ValueRules.MaxNesting}.");
        }

        var bytes = parsed.Sum(Encoding.UTF8.GetByteCount) + parsed.Length - 1;
        return bytes <= ValueRules.MaxPathBytes
            ? new FieldReader(FieldPath.Of(parsed), parsed)
            : throw InvalidArgument.TooLarge("A field path is too long", path: null, bytes, ValueRules.MaxPathBytes);
    }
}
