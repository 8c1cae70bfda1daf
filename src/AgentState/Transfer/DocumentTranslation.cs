using AgentState.Internal.Agents.Stored;
using AgentState.Internal.Data;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Transfer;

/// <summary>Translates a document of one database into the same document of another one.</summary>
/// <remarks>
/// Three things contain the database: the document's name, references, and the parent path of an instance. All other fields stay as they
/// are, also text that looks like the name of a document.
/// </remarks>
internal sealed class DocumentTranslation(DatabaseRoot source, DatabaseRoot target)
{
    /// <summary>Creates the write that sets the whole document in the target.</summary>
    public Write Translate(Document document)
    {
        var translated = new Document { Name = Translate(document.Name) };
        foreach (var (field, value) in document.Fields)
        {
            translated.Fields.Add(field, Translate(value));
        }

        if (IsInstanceOfSource(document))
        {
            translated.Fields[InstanceFields.ParentPath] = Values.Of(target.ParentPath);
        }

        return new Write { Update = translated };
    }

    // A name below the parent stays below the parent. Any other name of the database keeps its path. Names of other databases stay.
    private string Translate(string name) =>
        IsBelow(name, source.Parent) ? target.Parent + name[source.Parent.Length..]
        : IsBelow(name, source.Documents) ? target.Documents + name[source.Documents.Length..]
        : name;

    private Value Translate(Value value)
    {
        // Messages are shared and must not be changed. Few values contain a reference, so few are copied.
        if (!HasReference(value))
        {
            return value;
        }

        var translated = value.Clone();
        TranslateReferences(translated);
        return translated;
    }

    private void TranslateReferences(Value value)
    {
        switch (value.ValueTypeCase)
        {
            case Value.ValueTypeOneofCase.ReferenceValue:
                value.ReferenceValue = Translate(value.ReferenceValue);
                break;
            case Value.ValueTypeOneofCase.MapValue:
                foreach (var entry in value.MapValue.Fields.Values)
                {
                    TranslateReferences(entry);
                }

                break;
            case Value.ValueTypeOneofCase.ArrayValue:
                foreach (var item in value.ArrayValue.Values)
                {
                    TranslateReferences(item);
                }

                break;
        }
    }

    // Instances of another parent path, which another client may have written, keep it.
    private bool IsInstanceOfSource(Document document) =>
        DatabaseRoot.CollectionOf(document.Name) == InstanceDocument.Collection &&
        document.Fields.TryGetValue(InstanceFields.ParentPath, out var path) &&
        path.HasStringValue && path.StringValue == source.ParentPath;

    private static bool HasReference(Value value) => value.ValueTypeCase switch
    {
        Value.ValueTypeOneofCase.ReferenceValue => true,
        Value.ValueTypeOneofCase.MapValue => value.MapValue.Fields.Values.Any(HasReference),
        Value.ValueTypeOneofCase.ArrayValue => value.ArrayValue.Values.Any(HasReference),
        _ => false,
    };

    private static bool IsBelow(string name, string parent) =>
        name.StartsWith(parent, StringComparison.Ordinal) && name.Length > parent.Length && name[parent.Length] == '/';
}
