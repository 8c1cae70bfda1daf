using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>A task that the sweep changes: what was read of it, and what becomes of it.</summary>
internal sealed record SweptTask(DocumentSnapshot Snapshot, AgentTask Before, AgentTask After)
{
    /// <summary>The agent whose lease ran out: an error of its own. Null where no lease did.</summary>
    public string? Charged => TaskFence.LeaseEnd(Before) is null ? null : Before.AssignedTo;

    /// <summary>The same with as little as possible to write, for a document that is full.</summary>
    public SweptTask Briefly => this with { After = After with { Errors = Before.Errors, Marks = Before.Marks } };

    /// <summary>What becomes of the task; null where it is to stay as it is, or is there no more.</summary>
    /// <inheritdoc cref="SweepTransitions.Sweep"/>
    public static SweptTask? Judge(DocumentSnapshot snapshot, SweepRules rules, double jitter)
    {
        if (snapshot.Document is not { } document)
        {
            return null;
        }

        var before = TaskDocument.Read(document);
        var after = SweepTransitions.Sweep(before, rules, jitter);
        return ReferenceEquals(before, after) ? null : new SweptTask(snapshot, before, after);
    }

    /// <summary>Whether the document has been written by the sweep of this mark.</summary>
    public static bool Bears(DocumentSnapshot snapshot, string mark) =>
        snapshot.Document is { } document && TaskValues.ReadMarks(new OptionalFields(document).Items(TaskFields.Marks)).Contains(mark);

    public Write Patch() =>
        Before.Status is AgentTaskStatus.Processing ? TaskPatch.RunOut(Snapshot.Name, After) : TaskPatch.Due(Snapshot.Name, After);
}
