using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>What a claim writes while it holds its task. Each hands back the claim with the version that it made, so that the next write needs no read.</summary>
internal sealed class ClaimSteps(DocumentStack stack, TaskOptions options)
{
    public async Task<LeaseRenewal> RenewAsync(TaskClaim claim, CancellationToken cancellationToken)
    {
        await stack.SetClockAsync(TaskDocument.Collection, cancellationToken).ConfigureAwait(false);
        var renewed = await WriteAsync(
            claim,
            task => TaskTransitions.Renew(task, claim, Microseconds.Truncate(stack.Clock.Now + options.LeaseDuration)),
            TaskPatch.Renewed,
            (found, decided) => found.ClaimToken == claim.Token && found.LeaseExpiresAt == decided.LeaseExpiresAt,
            cancellationToken).ConfigureAwait(false);
        return new LeaseRenewal(renewed, renewed.Claimed!.LeaseExpiresAt ?? default, renewed.Claimed.CancelRequestedAt);
    }

    private async Task<TaskClaim> WriteAsync(
        TaskClaim claim,
        Func<AgentTask, AgentTask> decide,
        Func<string, AgentTask, Write> patch,
        Func<AgentTask, AgentTask, bool> isMine,
        CancellationToken cancellationToken)
    {
        AgentTask? decided = null;
        var change = ClaimChange.Of(
            stack.Documents.Root, claim, task => decided = decide(task), patch, found => isMine(found, decided!), needsTask: true);
        var result = await stack.Writer.WriteAsync(change, cancellationToken).ConfigureAwait(false);
        var now = result.Written is { } written ? TaskDocument.Written(decided!, written) : TaskDocument.Read(result.Before.Document!);
        return claim with { Version = now.Version, Claimed = now };
    }
}
