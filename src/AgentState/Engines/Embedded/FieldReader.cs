using System.Text;
using Google.Protobuf.Collections;

namespace AgentState;

/// <summary>Reads the value that a path leads to, through maps; the path <c>__name__</c> leads to the document's name.</summary>
internal sealed class FieldReader
{
    private readonly string[] segments;

    private FieldReader(string path, string[] segments)
    {
        Path = path;
        this.segments = segments;
    }

    /// <summary>The order of paths: name by name, as they are and not as they are quoted.</summary>
    public static IComparer<FieldReader> BySegments { get; } =
        Comparer<FieldReader>.Create(static (left, right) => Compare(left.segments, right.segments));

    public static FieldReader OfName { get; } = new(FieldPath.Name, [FieldPath.Name]);

    /// <summary>The path in its one canonical spelling, so that two spellings of one path compare equal.</summary>
    public string Path { get; }

    public ReadOnlySpan<string> Segments => segments;

    public bool IsName => ReferenceEquals(this, OfName);

    /// <summary>A path as a query may name it: of a field, or of the document's name.</summary>
    public static FieldReader Of(string path)
    {
        var parsed = FieldPathParser.Parse(path);
        return parsed is [FieldPath.Name] ? OfName : OfField(path, parsed);
    }

    /// <summary>A path as a write may name it: of a field.</summary>
    public static FieldReader OfField(string path) => OfField(path, FieldPathParser.Parse(path));

    /// <summary>Null where the path leads nowhere.</summary>
    public Value? Read(StoredDocument document) => IsName ? document.NameValue : Read(document.Message.Fields);

    /// <summary>Null where the path leads nowhere.</summary>
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

    /// <summary>Whether this path leads into what the other one leads to.</summary>
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
            throw InvalidArgument.Of($"the field path '{path}' holds a reserved name.");
        }

        if (parsed.Length > ValueRules.MaxNesting)
        {
            throw InvalidArgument.Of($"the field path '{path}' has {parsed.Length} names; {ValueRules.MaxNesting} are the most.");
        }

        var bytes = parsed.Sum(Encoding.UTF8.GetByteCount) + parsed.Length - 1;
        return bytes <= ValueRules.MaxPathBytes
            ? new FieldReader(FieldPath.Of(parsed), parsed)
            : throw InvalidArgument.TooLarge("A field path is too long", path: null, bytes, ValueRules.MaxPathBytes);
    }
}
