using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>Refuses what cannot be a task before anything is sent.</summary>
internal static class TaskArguments
{
    private const int MinPriority = 1;
    private const int MaxPriority = 10;

    public static void Check(NewTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        Argument.Name(task.Type, nameof(task) + "." + nameof(task.Type));
        Argument.Id(task.CreatedBy, nameof(task) + "." + nameof(task.CreatedBy));
        ArgumentNullException.ThrowIfNull(task.Payload, nameof(task) + "." + nameof(task.Payload));
        if (task.Priority is < MinPriority or > MaxPriority)
        {
            throw new ArgumentOutOfRangeException(nameof(task), task.Priority, $"Priority must be {MinPriority} to {MaxPriority}.");
        }

        if (task.MaxAttempts < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(task), task.MaxAttempts, "MaxAttempts must be at least 1.");
        }
    }

    public static void Check(TaskClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        Argument.Id(claim.TaskId, nameof(claim) + "." + nameof(claim.TaskId));
        Argument.Id(claim.AgentId, nameof(claim) + "." + nameof(claim.AgentId));
        ArgumentException.ThrowIfNullOrEmpty(claim.Token, nameof(claim) + "." + nameof(claim.Token));
    }

    public static void CheckSize(Document document)
    {
        var size = DocumentSize.Of(document);
        if (size > TaskDocument.MaxNewSize)
        {
            throw new StateLimitException(
                $"The task would take {size} bytes; at most {TaskDocument.MaxNewSize} are possible (1 MiB less 16 KiB for its claims). " +
                "Keep what is large elsewhere, and put a reference into the payload.")
            {
                Path = TaskDocument.Fields.Payload,
                Size = size,
                Limit = TaskDocument.MaxNewSize,
            };
        }
    }

    public static void CheckResult(StateMap? result)
    {
        if (result is not null && DocumentSize.Of(result.Fields) is var size && size > DocumentSize.Max)
        {
            throw new StateLimitException($"The result takes {size} bytes; a whole document may take {DocumentSize.Max}.")
            {
                Path = TaskDocument.Fields.Result,
                Size = size,
                Limit = DocumentSize.Max,
            };
        }
    }
}
