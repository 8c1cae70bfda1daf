using Google.Cloud.Firestore.V1;
using static AgentState.TaskTypeFields;

namespace AgentState;

/// <summary>The stored form of what holds for all tasks of one type: <c>taskTypes/{type}</c>. Most types have none.</summary>
internal static class TaskTypeDocument
{
    public const string Collection = "taskTypes";

    public static string NameOf(DatabaseRoot root, string type) => root.Document(Collection, TaskTypeIds.Of(type));

    /// <summary>What cannot be read holds nothing up: a mangled field is as good as none.</summary>
    public static TaskTypeState Read(Document? document)
    {
        if (document is null)
        {
            return TaskTypeState.Open;
        }

        var limit = new OptionalFields(document).Number(Limit, least: 1);
        return new TaskTypeState(
            IsPaused: document.Fields.GetValueOrDefault(Paused)?.BooleanValue == true,
            Limit: limit > TaskSlots.Most ? TaskSlots.Most : limit);
    }

    /// <summary>Whether the type is paused, and nothing else; a type without a document gets one.</summary>
    public static StateChange SetPaused(DatabaseRoot root, string type, bool paused) => Set(root, type, Paused, Values.Of(paused));

    /// <summary>How many tasks of the type may be worked on at a time, and nothing else; a type without a document gets one.</summary>
    public static StateChange SetLimit(DatabaseRoot root, string type, int? limit) =>
        Set(root, type, Limit, limit is { } number ? Values.Of(number) : Values.Null);

    private static StateChange Set(DatabaseRoot root, string type, string field, Value value) => StateChange.Blind(Writes
        .Patch(NameOf(root, type), [new(TaskTypeFields.Type, Values.Of(type)), new(field, value)], [TaskTypeFields.Type, field])
        .WithServerTime(UpdatedAt));
}
