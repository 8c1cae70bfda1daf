using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentState.Contracts;

/// <summary>
/// Writes of tests that bypass the library, except its retries. The emulator may answer a commit with CANCELLED if a listen stream is
/// cancelled at that moment, although it usually applies the commit.
/// </summary>
internal static class DirectWrites
{
    private static readonly RetryOptions Retry = new() { Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5) };

    /// <summary>Commits the writes, and retries the commit if the engine is unavailable.</summary>
    public static Task<CommitOutcome> CommitDirectlyAsync(
        this IDocumentStore engine, IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        new RetryingDocumentStore(engine, Retry, new ListenerMonitor(TimeProvider.System), TimeProvider.System, NullLogger.Instance)
            .CommitAsync(writes, cancellationToken);
}
