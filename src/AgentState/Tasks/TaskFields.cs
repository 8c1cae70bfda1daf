namespace AgentState.Internal.Tasks;

/// <summary>The names of a task's stored fields.</summary>
internal static class TaskFields
{
    public const string Type = "type";
    public const string Status = "status";
    public const string Priority = "priority";
    public const string CreatedBy = "createdBy";
    public const string AssignedTo = "assignedTo";
    public const string Payload = "payload";
    public const string Result = "result";
    public const string Error = "error";
    public const string CreatedAt = "createdAt";
    public const string UpdatedAt = "updatedAt";
    public const string Attempt = "attempt";
    public const string MaxAttempts = "maxAttempts";
    public const string ClaimToken = "claimToken";
    public const string LeaseExpiresAt = "leaseExpiresAt";
    public const string LastEnded = "lastEnded";
    public const string RunAt = "runAt";
    public const string IdempotencyKey = "idempotencyKey";
    public const string CancelRequestedAt = "cancelRequestedAt";
    public const string Progress = "progress";
    public const string Checkpoint = "checkpoint";
    public const string Reply = "reply";
    public const string Usage = "usage";
    public const string ParentId = "parentId";
    public const string Errors = "errors";
    public const string TraceParent = "traceparent";
    public const string ExpireAt = "expireAt";
    public const string WriteIds = "marks";
    public const string Partition = "lane";
    public const string UserId = "userId";
}
