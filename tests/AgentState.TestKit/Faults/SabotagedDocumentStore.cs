using Google.Cloud.Firestore.V1;

namespace AgentState.TestKit;

/// <summary>
/// Takes away one of the mechanisms by which nothing is lost and nothing doubled, so that the tests of that mechanism can be seen to fail.
/// It lies right above the engine and rewrites what the stores send; whoever makes the queue over it gives all claims one token
/// where that is asked. The product itself has no such switch.
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
            // Only what names a version: a create would otherwise still be told from a patch.
            case Sabotage.NoPrecondition when spoilt.CurrentDocument?.UpdateTime is not null:
                spoilt.CurrentDocument = new Precondition { Exists = true };
                break;
            // Whatever ends a claim says so by its token, and nothing else does.
            case Sabotage.UnfencedEnds when spoilt.UpdateMask?.FieldPaths.Contains(TaskFields.LastEnded) == true:
                spoilt.CurrentDocument = new Precondition { Exists = true };
                break;
            case Sabotage.NoLastEnded:
                Forget(spoilt, "lastEnded");
                break;
            case Sabotage.NoMarks:
                Forget(spoilt, "marks");
                break;
            // As if the server made the id: each attempt makes another document.
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
