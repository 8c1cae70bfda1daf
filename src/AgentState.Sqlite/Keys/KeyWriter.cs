using AgentState.Internal.Engines.Embedded.Queries;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Sqlite.Keys;

/// <summary>Writes keys whose bytes have the order of their values in the database.</summary>
/// <remarks>
/// No value begins with the bytes of a different value, so values can follow each other. Values that compare as equal, such as 5 and 5.0,
/// have the same bytes. All bits of a descending value are inverted.
/// </remarks>
internal sealed class KeyWriter
{
    // The segments of projects/P/databases/D/documents.
    private const int RootSegments = 5;

    private readonly KeyBuffer buffer = new();

    /// <summary>Creates a writer whose key begins with a prefix.</summary>
    public KeyWriter(ReadOnlySpan<byte> prefix = default) => buffer.Write(prefix);

    public byte[] ToArray() => buffer.Written.ToArray();

    /// <summary>Creates a writer that begins with the bytes written so far.</summary>
    public KeyWriter Copy() => new(buffer.Written);

    /// <summary>Appends a value.</summary>
    public void Append(Value value, bool descending)
    {
        var start = buffer.Length;
        ValueKey.Write(buffer, value);
        InvertIf(descending, start);
    }

    /// <summary>Appends the value of an index term; the value of <c>__name__</c> is appended by <see cref="AppendName"/>.</summary>
    public void AppendTerm(OrderTerm term, Value value)
    {
        if (term.Field.IsName)
        {
            AppendName(value.ReferenceValue, term.Descending);
        }
        else
        {
            Append(value, term.Descending);
        }
    }

    /// <summary>Appends the path of a full document name. The root is omitted, because all documents of a file have the same one.</summary>
    public void AppendName(string name, bool descending)
    {
        var path = name.AsSpan();
        for (var i = 0; i < RootSegments; i++)
        {
            path = path[(path.IndexOf('/') + 1)..];
        }

        AppendPath(path, descending);
    }

    /// <summary>Appends the path of a document below the root.</summary>
    public void AppendPath(ReadOnlySpan<char> path, bool descending)
    {
        var start = buffer.Length;
        PathKey.Write(buffer, path);
        InvertIf(descending, start);
    }

    /// <summary>Appends the path of a collection below the root, as the prefix of the keys of its documents.</summary>
    public void AppendCollection(ReadOnlySpan<char> path) => PathKey.Write(buffer, path);

    /// <summary>Appends the id of a document in a collection.</summary>
    public void AppendId(ReadOnlySpan<char> id) => PathKey.WriteId(buffer, id);

    private void InvertIf(bool descending, int start)
    {
        if (descending)
        {
            buffer.Invert(start);
        }
    }
}
