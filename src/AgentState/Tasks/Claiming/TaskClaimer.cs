using System.Collections.Concurrent;
using AgentState.Internal.Documents;
using AgentState.Internal.Tasks.Stored;

namespace AgentState.Internal.Tasks.Claiming;

/// <summary>Claims one task: queries candidates in claim order, and commits on condition of the version that the query returned.</summary>
/// <remarks>
/// A lost claim costs no read, because the next candidate is tried. Concurrent claims of one process share their queries and never try the
/// same task.
/// </remarks>
internal sealed class TaskClaimer(CandidateFinder finder, LimitedClaimer limited, ClaimWriter writer, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, SharedCandidates> shared = new(StringComparer.Ordinal);

    /// <returns>The task; null if no task could be claimed at one moment within the call.</returns>
    public async Task<WonClaim?> ClaimAsync(ClaimableType type, string agentId, CancellationToken cancellationToken)
    {
        if (type.State.Limit is not null)
        {
            return (await limited.ClaimAsync(type, agentId, 1, cancellationToken).ConfigureAwait(false)).Tasks is [var only] ? only : null;
        }

        var candidates = shared.GetOrAdd(type.Type, Assignment);
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
            catch (AgentStateException error) when (DocumentErrors.IsOfOneDocument(error))
            {
                finder.Skip(candidate, error);
            }
        }
    }

    // All waiting claims share the query, so it takes no caller's token. The agent is set when the task is claimed.
    private SharedCandidates Assignment(string type) =>
        new(window => finder.FindAsync(type, agentId: "", new ClaimProbe(window), CancellationToken.None), time);
}
