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

    public static FieldReader OfName { get; } = new(FieldPath.Name, [FieldPath.Name]);

    /// <summary>The path in its one canonical spelling, so that two spellings of one path compare equal.</summary>
    public string Path { get; }

    public ReadOnlySpan<string> Segments => segments;

    public bool IsName => ReferenceEquals(this, OfName);

    public static FieldReader Of(string path)
    {
        if (path == FieldPath.Name)
        {
            return OfName;
        }

        var parsed = FieldPathParser.Parse(path);
        return new FieldReader(FieldPath.Of(parsed), parsed);
    }

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

            if (value.ValueTypeCase is not Value.ValueTypeOneofCase.MapValue)
            {
                return null;
            }

            fields = value.MapValue.Fields;
        }
    }
}
