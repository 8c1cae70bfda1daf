using AgentState.Internal.Data;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Engines.Embedded.Stored;
using Google.Cloud.Firestore.V1;
using Google.Protobuf.Collections;

namespace AgentState.Internal.Engines.Embedded.Writing;

/// <summary>A validated write, with its values in stored form and its paths parsed.</summary>
internal sealed class PreparedWrite
{
    private PreparedWrite(Write write)
    {
        Name = Writes.NameOf(write);
        IsDelete = write.OperationCase is Write.OperationOneofCase.Delete;
        Condition = write.CurrentDocument;
        Mask = write switch
        {
            { Transform: not null } => [],
            { UpdateMask: { } mask } => [.. mask.FieldPaths.Select(FieldReader.OfField)],
            _ => null,
        };
        Transforms = PreparedTransform.Of(write.Transform?.FieldTransforms ?? write.UpdateTransforms);
        foreach (var (name, value) in write.Update?.Fields ?? [])
        {
            Fields.Add(name, StoredValue.OfField(name, value));
        }
    }

    public string Name { get; }

    public bool IsDelete { get; }

    public Precondition? Condition { get; }

    public MapField<string, Value> Fields { get; } = [];

    /// <summary>The fields to change; null replaces all fields.</summary>
    public IReadOnlyList<FieldReader>? Mask { get; }

    public IReadOnlyList<PreparedTransform> Transforms { get; }

    /// <exception cref="AgentStateException">The write is not valid.</exception>
    public static PreparedWrite Of(Write write, DatabaseRoot root)
    {
        WriteRules.Check(write, root);
        return new PreparedWrite(write);
    }
}
