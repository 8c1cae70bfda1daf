using AgentState.Internal.Data;
using AgentState.Internal.Data.Checks;
using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.DocumentTransform.Types;

namespace AgentState.Internal.Agents.Stored;

/// <summary>The stored form of counters: a map of integers, in the documents of agents and instances.</summary>
internal static class StatsFields
{
    public const string TasksCompleted = "tasksCompleted";
    public const string Errors = "errors";

    public static AgentStats Read(DocumentReader reader, string field) => new()
    {
        TasksCompleted = reader.Count(field, TasksCompleted) ?? 0,
        Errors = reader.Count(field, Errors) ?? 0,
    };

    public static Value ToValue(AgentStats stats) =>
        Values.Map((TasksCompleted, Values.Of(stats.TasksCompleted)), (Errors, Values.Of(stats.Errors)));

    /// <summary>Adds server-side increments of the counters below a field, so that concurrent increments are not lost.</summary>
    public static void AddIncrements(Write write, string field, AgentStats increment)
    {
        Add(TasksCompleted, increment.TasksCompleted);
        Add(Errors, increment.Errors);

        void Add(string counter, long by)
        {
            if (by != 0)
            {
                write.UpdateTransforms.Add(new FieldTransform { FieldPath = FieldPath.Of(field, counter), Increment = Values.Of(by) });
            }
        }
    }
}
