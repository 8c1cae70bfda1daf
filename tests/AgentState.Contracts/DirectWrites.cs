using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentState.Contracts;

/// <summary>
/// Writes that a test makes itself, past the library. They go through the retries: the emulator answers a commit with CANCELLED when a
/// listener's stream is cancelled
/// at that moment, although it mostly stores the write.
/// </summary>
internal static class DirectWrites
{
    private static readonly RetryOptions Retry = new() { Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5) };

    /// <summary>Commits the writes, and repeats the commit when the engine does not answer.</summary>
    public static Task<CommitOutcome> CommitDirectlyAsync(this IDocumentStore engine, IReadOnlyList<Write> writes, CancellationToken cancellationToken) =>
        new RetryingDocumentStore(engine, Retry, new ListenerPulses(TimeProvider.System), TimeProvider.System, NullLogger.Instance)
            .CommitAsync(writes, cancellationToken);
}
