using System.Globalization;
using Google.Cloud.Firestore.V1;
using static AgentState.SlotFields;

namespace AgentState;

/// <summary>
/// The stored form of a slot of a limited type, <c>taskTypes/{type}/slots/{number}</c>: the claim that took it last. It is written together with that claim, and by nobody
/// else: it is taken as long as the claim holds its task, and free from then on, however that came about. Since a claim that has once lost its task never holds it
/// again, what has been seen to be free stays so until the slot is written.
/// </summary>
internal static class SlotDocument
{
    public const string Collection = "slots";

    public static string NameOf(DatabaseRoot root, string type, int number) => $"{TaskTypeDocument.NameOf(root, type)}/{Collection}/{number}";

    /// <summary>The document of the slot's type.</summary>
    public static string TypeOf(string name) => name[..name.LastIndexOf($"/{Collection}/", StringComparison.Ordinal)];

    public static int NumberOf(string name) => int.Parse(DatabaseRoot.IdOf(name), CultureInfo.InvariantCulture);

    /// <summary>The slot as a claim has just taken it.</summary>
    public static DocumentSnapshot Taken(string name, WriteResult written) =>
        new(name, new Document { Name = name, UpdateTime = written.UpdateTime });

    /// <summary>The claim that took the slot last; null where none did, or nobody can tell.</summary>
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

    /// <summary>Takes the slot for a claim, on condition that nobody else has taken it since.</summary>
    public static Write Take(DocumentSnapshot free, TaskClaim claim) => Writes
        .Patch(
            free.Name,
            [new(TaskId, Values.Of(claim.TaskId)), new(AgentId, Values.Of(claim.AgentId)), new(ClaimToken, Values.Of(claim.Token))],
            [TaskId, AgentId, ClaimToken])
        .WithServerTime(UpdatedAt)
        .IfUnchanged(free);
}
