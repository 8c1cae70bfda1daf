using Google.Cloud.Firestore.V1;

namespace AgentState.TestKit;

/// <summary>
/// Disables one of the mechanisms that prevent lost and duplicate writes, to prove that the tests of that mechanism fail without it. It
/// wraps the engine and rewrites the writes that it receives. For <c>OneClaimToken</c>, the code that creates the queue gives all claims
/// one token. The product has no such switch.
/// </summary>
internal sealed class SabotagedDocumentStore(IDocumentStore inner, Sabotage sabotage) : PassingDocumentStore(inner)
{
    public Sabotage Sabotage => sabotage;

    public override Task<CommitOutcome> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        base.CommitAsync([.. writes.Select(Spoil)], cancellationToken);

    public override Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        base.BatchWriteAsync([.. writes.Select(Spoil)], cancellationToken);

    private Write Spoil(Write write)
    {
        var spoilt = write.Clone();
        switch (sabotage)
        {
            // Only preconditions on a version; a create keeps its own precondition.
            case Sabotage.NoPrecondition when spoilt.CurrentDocument?.UpdateTime is not null:
                spoilt.CurrentDocument = new Precondition { Exists = true };
                break;
            // Only a completion writes this field.
            case Sabotage.UnfencedEnds when spoilt.UpdateMask?.FieldPaths.Contains(TaskFields.LastEnded) == true:
                spoilt.CurrentDocument = new Precondition { Exists = true };
                break;
            case Sabotage.NoLastEnded:
                Forget(spoilt, "lastEnded");
                break;
            case Sabotage.NoWriteIds:
                Forget(spoilt, "marks");
                break;
            // As if the server chose the id: each attempt creates another document.
            case Sabotage.ServerMadeId when spoilt is { Update: not null, CurrentDocument: { HasExists: true, Exists: false } }:
                spoilt.Update.Name = spoilt.Update.Name[..(spoilt.Update.Name.LastIndexOf('/') + 1)] + DocumentIds.New();
                break;
        }

        return spoilt;
    }

    private static void Forget(Write write, string field)
    {
        write.Update?.Fields.Remove(field);
        write.UpdateMask?.FieldPaths.Remove(field);
    }
}
