using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.DocumentTransform.Types;

namespace AgentState;

/// <summary>The stored form of counters: a map of whole numbers, in an agent's document and in its instances'.</summary>
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

    /// <summary>Adds to the counters beneath a field. The server does it: neighbours who add at the same time lose nothing.</summary>
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
