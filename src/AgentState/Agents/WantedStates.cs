using System.Collections.Concurrent;

namespace AgentState;

/// <summary>What agents are wanted to do, as this process knows it: not older than <see cref="AgentOptions.WantedStateMaxAge"/>, read where it is.</summary>
internal sealed class WantedStates(IDocumentStore documents, AgentOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (AgentWantedState? State, long At)> known = new(StringComparer.Ordinal);

    /// <summary>Whether the agent may begin something new.</summary>
    public async ValueTask<bool> MayClaimAsync(string agentId, CancellationToken cancellationToken)
    {
        if (options.WantedStateMaxAge == Timeout.InfiniteTimeSpan)
        {
            return true;
        }

        if (!known.TryGetValue(agentId, out var wanted) || time.GetElapsedTime(wanted.At) >= options.WantedStateMaxAge)
        {
            // As old as the question, not as the answer.
            var askedAt = time.GetTimestamp();
            var found = await documents.GetAsync([AgentChanges.NameOf(documents.Root, agentId)], cancellationToken).ConfigureAwait(false);
            wanted = (found[0].Document is { } document ? AgentDocument.WantedOf(document) : null, askedAt);
            known[agentId] = wanted;
        }

        return wanted.State is not (AgentWantedState.Paused or AgentWantedState.Stopped);
    }

    /// <summary>Takes in what somebody in this process has just said, or been told.</summary>
    public void Learn(string agentId, AgentWantedState? state) => known[agentId] = (state, time.GetTimestamp());
}
