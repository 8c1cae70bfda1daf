using AgentState.Internal.Documents;
using AgentState.Internal.Tasks.Stored;
using AgentState.Internal.Tasks.Transitions;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tasks.Sweeping;

/// <summary>A task that the sweep changes, before and after the change.</summary>
internal sealed record SweptTask(DocumentSnapshot Snapshot, AgentTask Before, AgentTask After)
{
    /// <summary>The agent whose lease expired, which counts as an error of the agent; null if no lease expired.</summary>
    public string? Charged => TaskFence.LeaseEnd(Before) is null ? null : Before.AssignedTo;

    /// <summary>The same change without the error entry and the write id, for a document that is full.</summary>
    public SweptTask Briefly => this with { After = After with { Errors = Before.Errors, WriteIds = Before.WriteIds } };

    /// <summary>Decides the change of a task; returns null if it stays unchanged or does not exist.</summary>
    /// <inheritdoc cref="SweepTransitions.Sweep"/>
    public static SweptTask? Decide(DocumentSnapshot snapshot, SweepRules rules, double jitter)
    {
        if (snapshot.Document is not { } document)
        {
            return null;
        }

        var before = TaskDocument.Read(document);
        var after = SweepTransitions.Sweep(before, rules, jitter);
        return ReferenceEquals(before, after) ? null : new SweptTask(snapshot, before, after);
    }

    public Write Patch() =>
        Before.Status is AgentTaskStatus.Processing ? TaskPatch.RunOut(Snapshot.Name, After) : TaskPatch.Due(Snapshot.Name, After);
}
