using System.Collections.Concurrent;

namespace AgentState;

/// <summary>
/// Claims one task: candidates by query, in their order, each won or lost by a commit conditional on the version that the query saw. A lost
/// race costs no read: the next candidate is tried.
/// Claims of one process that run at once share their queries, and never try the same task.
/// </summary>
internal sealed class TaskClaimer(CandidateFinder finder, LimitedClaimer limited, ClaimWriter writer, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, SharedCandidates> shared = new(StringComparer.Ordinal);

    /// <returns>The task; null where at one moment inside the call none could be claimed.</returns>
    public async Task<ClaimedTask?> ClaimAsync(ClaimableType type, string agentId, CancellationToken cancellationToken)
    {
        if (type.State.Limit is not null)
        {
            return (await limited.ClaimAsync(type, agentId, 1, cancellationToken).ConfigureAwait(false)).Tasks is [var only] ? only : null;
        }

        var candidates = shared.GetOrAdd(type.Type, Share);
        while (true)
        {
            using var reserved = await candidates.TakeAsync(cancellationToken).ConfigureAwait(false);
            if (reserved is null)
            {
                return null;
            }

            cancellationToken.ThrowIfCancellationRequested();
            var candidate = reserved.Candidate with { AgentId = agentId };
            try
            {
                if (await writer.TryClaimAsync(candidate).ConfigureAwait(false) is { } claimed)
                {
                    await writer.ThrowIfGoneAsync([claimed], cancellationToken).ConfigureAwait(false);
                    return claimed;
                }

                candidates.Lose();
            }
            catch (AgentStateException error) when (ClaimErrors.IsOfTheTask(error))
            {
                finder.Skip(candidate, error);
            }
        }
    }

    // The query serves all claims that wait for it: no caller's token stops it. The agent is set when the task is claimed.
    private SharedCandidates Share(string type) =>
        new(window => finder.FindAsync(type, agentId: "", new ClaimLook(window), CancellationToken.None), time);
}
