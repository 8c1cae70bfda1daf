using AgentState.Internal.Data;
using AgentState.Internal.Documents.Writing;
using Google.Cloud.Firestore.V1;
using static AgentState.Internal.Tasks.Limits.TaskTypeFields;

namespace AgentState.Internal.Tasks.Limits;

/// <summary>Reads and writes the settings of one task type, <c>taskTypes/{type}</c>.</summary>
/// <remarks>Most types have no such document.</remarks>
internal static class TaskTypeDocument
{
    public const string Collection = "taskTypes";

    public static string NameOf(DatabaseRoot root, string type) => root.Document(Collection, TaskTypeIds.Of(type));

    /// <summary>Reads the settings, and treats unreadable fields as missing, so that they do not block claims.</summary>
    public static TaskTypeState Read(Document? document)
    {
        if (document is null)
        {
            return TaskTypeState.Open;
        }

        var limit = new OptionalFields(document).Number(Limit, least: 1);
        return new TaskTypeState(
            IsPaused: document.Fields.GetValueOrDefault(Paused)?.BooleanValue == true,
            Limit: limit > TaskLimits.MaxSlots ? TaskLimits.MaxSlots : limit);
    }

    /// <summary>Sets only whether the type is paused; creates the document if it does not exist.</summary>
    public static StateChange SetPaused(DatabaseRoot root, string type, bool paused) => Set(root, type, Paused, Values.Of(paused));

    /// <summary>Sets only the concurrency limit of the type; creates the document if it does not exist.</summary>
    public static StateChange SetLimit(DatabaseRoot root, string type, int? limit) =>
        Set(root, type, Limit, limit is { } number ? Values.Of(number) : Values.Null);

    private static StateChange Set(DatabaseRoot root, string type, string field, Value value) => StateChange.Blind(Writes
        .Patch(NameOf(root, type), [new(TaskTypeFields.Type, Values.Of(type)), new(field, value)], [TaskTypeFields.Type, field])
        .WithServerTime(UpdatedAt));
}
