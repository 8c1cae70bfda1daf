using System.Globalization;
using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Writing;
using Google.Cloud.Firestore.V1;
using static AgentState.Internal.Tasks.Limits.SlotFields;

namespace AgentState.Internal.Tasks.Limits;

/// <summary>Reads and writes a slot of a limited type, <c>taskTypes/{type}/slots/{number}</c>: the claim that took it last.</summary>
/// <remarks>
/// A slot is written only in the commit of the claim that takes it. It is taken while that claim holds its task, and free afterwards,
/// whatever ended the claim. A claim that has lost its task never holds it again, so a free slot stays free until it is written.
/// </remarks>
internal static class SlotDocument
{
    public const string Collection = "slots";

    public static string NameOf(DatabaseRoot root, string type, int number) =>
        $"{TaskTypeDocument.NameOf(root, type)}/{Collection}/{number}";

    /// <summary>The name of the document of the slot's type.</summary>
    public static string TypeOf(string name) => name[..name.LastIndexOf($"/{Collection}/", StringComparison.Ordinal)];

    public static int NumberOf(string name) => int.Parse(DatabaseRoot.IdOf(name), CultureInfo.InvariantCulture);

    /// <summary>Returns the slot as the commit of a claim has written it.</summary>
    public static DocumentSnapshot Taken(string name, WriteResult written) =>
        new(name, new Document { Name = name, UpdateTime = written.UpdateTime });

    /// <summary>Reads the claim that took the slot last; null if there is none or it cannot be read.</summary>
    public static TaskClaim? Read(Document? slot)
    {
        if (slot is null)
        {
            return null;
        }

        var fields = new OptionalFields(slot);
        return fields.Text(TaskId) is { } task && fields.Text(AgentId) is { } agent && fields.Text(ClaimToken) is { } token
            ? new TaskClaim { TaskId = task, AgentId = agent, Token = token }
            : null;
    }

    /// <summary>Builds the write that takes the slot for a claim, on condition that the slot is unchanged.</summary>
    public static Write Take(DocumentSnapshot free, TaskClaim claim) => Writes
        .Patch(
            free.Name,
            [new(TaskId, Values.Of(claim.TaskId)), new(AgentId, Values.Of(claim.AgentId)), new(ClaimToken, Values.Of(claim.Token))],
            [TaskId, AgentId, ClaimToken])
        .WithServerTime(UpdatedAt)
        .IfUnchanged(free);
}
