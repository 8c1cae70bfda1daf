using System.Text.RegularExpressions;
using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using Google.Cloud.Firestore.V1;
using Grpc.Core;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>Translates failed calls into outcomes or exceptions of the library.</summary>
/// <remarks>
/// It uses the status first, then the details in the trailers. It uses the text only for facts that the service reports in no other way.
/// </remarks>
internal static partial class ErrorTranslation
{
    /// <summary>Returns whether a get failed only because the document does not exist.</summary>
    public static bool IsMissingDocument(RpcException error) =>
        error.StatusCode is StatusCode.NotFound && TransportErrorOf(error) is null && !SpeaksOfDatabase(error.Status.Detail);

    /// <summary>Returns the kind of precondition that made a commit fail; null if the commit failed for another reason.</summary>
    /// <remarks>
    /// A commit of several writes does not report which write failed. So the kind comes from the status, and a status counts only if some
    /// write has a precondition of that kind.
    /// </remarks>
    public static ConflictKind? ConflictOf(RpcException error, IReadOnlyList<Write> writes) =>
        TransportErrorOf(error) is null ? ConflictOf(error.StatusCode, error.Status.Detail, writes) : null;

    /// <summary>Returns the exception for a failed get.</summary>
    public static Exception OfGet(RpcException error, DatabaseRoot root, CancellationToken cancellationToken) =>
        OfCall(error, root, isWrite: false, cancellationToken);

    /// <summary>Returns the exception for a failed query, where a failed precondition means a missing index.</summary>
    public static Exception OfQuery(RpcException error, DatabaseRoot root, string collection, CancellationToken cancellationToken) =>
        error.StatusCode is StatusCode.FailedPrecondition && TransportErrorOf(error) is null && !IsDatastoreMode(error.Status.Detail)
            ? new MissingIndexException(collection, IndexLink(error), error)
            : OfCall(error, root, isWrite: false, cancellationToken);

    /// <summary>Returns the exception for a failed commit or batch.</summary>
    public static Exception OfWrite(RpcException error, DatabaseRoot root, CancellationToken cancellationToken) =>
        OfCall(error, root, isWrite: true, cancellationToken);

    /// <summary>Returns the outcome of one write of a batch.</summary>
    public static WriteOutcome OfItem(RpcStatus status, Write write, WriteResult result, DatabaseRoot root)
    {
        var code = (StatusCode)status.Code;
        if (code is StatusCode.OK)
        {
            return WriteOutcome.Applied(result);
        }

        return ConflictOf(code, status.Message, [write]) is { } conflict
            ? WriteOutcome.Conflict(conflict)
            : WriteOutcome.Failed(Of(new CallFailure(code, status.Message, StatusDetails.None, Cause: null), root, isWrite: true));
    }

    /// <summary>Returns the exception for a failed stream of a listener.</summary>
    /// <remarks>
    /// If the stream has received a message before, its token was accepted and has expired since: the next stream uses a new token, so
    /// UNAUTHENTICATED is worth a retry.
    /// </remarks>
    public static Exception OfListen(
        RpcException error, DatabaseRoot root, string collection, bool hasReceived, CancellationToken cancellationToken) =>
        hasReceived && error.StatusCode is StatusCode.Unauthenticated
            ? CutShort()
            : OfQuery(error, root, collection, cancellationToken);

    /// <summary>Returns the exception for a target that the service removed from its stream; without a cause this is routine.</summary>
    public static Exception OfTarget(RpcStatus cause, DatabaseRoot root, string collection, bool hasReceived)
    {
        if (cause.Code == (int)StatusCode.OK)
        {
            return CutShort();
        }

        var error = new RpcException(new Status((StatusCode)cause.Code, cause.Message));
        return OfListen(error, root, collection, hasReceived, CancellationToken.None);
    }

    /// <summary>Returns the exception for a connection that broke while a listener's request was sent, without a status.</summary>
    public static StateUnavailableException OfUnsent(Exception broken) =>
        new("The connection to Firestore broke before the request of a listener was sent. Retry later.", mayHaveBeenApplied: false, broken);

    /// <summary>Returns the exception for a timeout of the library, as opposed to one of the caller.</summary>
    public static StateUnavailableException OfSilence(TimeSpan timeout) =>
        new($"Firestore did not answer within {timeout}. Retry later.", mayHaveBeenApplied: false);

    /// <summary>Returns the exception for a stream of a listener that carries messages of another target.</summary>
    public static StateUnavailableException OfAnotherTarget() =>
        new("Firestore sent a message for a target that the listener did not request. Listen again.", mayHaveBeenApplied: false);

    /// <summary>Returns the exception for an answer that ended with status OK but is incomplete.</summary>
    public static StateUnavailableException CutShort(bool isWrite = false) =>
        new("Firestore's answer ended before it was complete. Retry the call.", mayHaveBeenApplied: isWrite);

    private static ConflictKind? ConflictOf(StatusCode code, string text, IReadOnlyList<Write> writes) => code switch
    {
        StatusCode.AlreadyExists when writes.Any(MustBeNew) => ConflictKind.AlreadyExists,
        StatusCode.FailedPrecondition when writes.Any(NamesVersion) && !IsDatastoreMode(text) => ConflictKind.Version,
        StatusCode.NotFound when SpeaksOfDatabase(text) => null,
        StatusCode.NotFound when writes.Any(MustExist) => ConflictKind.Missing,
        StatusCode.NotFound when writes.Any(NamesVersion) => ConflictKind.Version,
        _ => null,
    };

    private static bool NamesVersion(Write write) =>
        write.CurrentDocument?.ConditionTypeCase is Precondition.ConditionTypeOneofCase.UpdateTime;

    private static bool MustExist(Write write) => write.CurrentDocument is { HasExists: true, Exists: true };

    private static bool MustBeNew(Write write) => write.CurrentDocument is { HasExists: true, Exists: false };

    private static Exception OfCall(RpcException error, DatabaseRoot root, bool isWrite, CancellationToken cancellationToken)
    {
        var failure = new CallFailure(error.StatusCode, error.Status.Detail, StatusDetails.Of(error), error);
        var translated = Of(failure, root, isWrite);

        // After a cancellation by the caller a retryable failure becomes a cancellation; a definite failure is still thrown.
        return translated is StateUnavailableException && cancellationToken.IsCancellationRequested
            ? new OperationCanceledException("The caller cancelled the call.", error, cancellationToken)
            : translated;
    }

    private static AgentStateException Of(CallFailure failure, DatabaseRoot root, bool isWrite)
    {
        // gRPC derives a status from a broken connection on the client, so its code is not an answer of the service. For example, a server
        // that closes the connection because of too many pings yields RESOURCE_EXHAUSTED, although no quota is used up.
        if (TransportErrorOf(failure.Cause) is { } broken)
        {
            return NeverSent(broken)
                ? new StateUnavailableException(
                    "Firestore could not be reached. Check the network or the emulator's address.",
                    mayHaveBeenApplied: false,
                    failure.Cause)
                : Unanswered(failure, isWrite);
        }

        switch (failure.Code)
        {
            case StatusCode.Aborted:
                return new StateUnavailableException(
                    "Firestore aborted the call because of contention on its documents (ABORTED). Nothing was written; retry the call.",
                    mayHaveBeenApplied: false,
                    failure.Cause);

            // An unknown status does not say whether a write was applied, so it counts as unanswered.
            case StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled:
                return Unanswered(failure, isWrite);

            case StatusCode.ResourceExhausted when failure.Details.Reason is "RATE_LIMIT_EXCEEDED":
                return new StateUnavailableException(
                    "A per-minute quota of the project is used up (RESOURCE_EXHAUSTED). Retry later.",
                    mayHaveBeenApplied: false,
                    failure.Cause);
            case StatusCode.ResourceExhausted or StatusCode.InvalidArgument or StatusCode.OutOfRange when SpeaksOfSize(failure.Text):
                return new StateLimitException(FailureText.OfSize(failure), failure.Cause);
            case StatusCode.ResourceExhausted:
                return new StateQuotaExceededException(FailureText.OfQuota(failure), failure.Cause);

            case StatusCode.Unauthenticated:
                return new StatePermissionException(
                    "Firestore did not accept the credentials (UNAUTHENTICATED). Check that the key was not deleted or disabled, and " +
                    "that this host's clock is correct: a token that is signed with a clock minutes off is rejected.",
                    failure.Cause);
            case StatusCode.PermissionDenied:
                return new StatePermissionException(FailureText.OfPermission(failure, root), failure.Cause);
            case StatusCode.NotFound:
                return new DatabaseNotFoundException(root.ProjectId, root.DatabaseId, failure.Cause);
            case StatusCode.FailedPrecondition when IsDatastoreMode(failure.Text):
                return new AgentStateException(
                    $"The database '{root.DatabaseId}' of project '{root.ProjectId}' is in Datastore mode, which this API cannot read. " +
                    "Set AgentState:DatabaseId to a database in Native mode, or create one.",
                    failure.Cause);
            default:
                return new AgentStateException(FailureText.OfRejection(failure), failure.Cause);
        }
    }

    private static Uri? IndexLink(RpcException error) =>
        StatusDetails.Of(error).Links is [var link, ..] ? link
        : StatusDetails.WebPage(ConsolePage().Match(error.Status.Detail).Value);

    private static StateUnavailableException Unanswered(CallFailure failure, bool isWrite) => new(
        $"Firestore did not answer in time, or the connection broke ({FailureText.NameOf(failure.Code)}). Retry later.",
        mayHaveBeenApplied: isWrite,
        failure.Cause);

    private static Exception? TransportErrorOf(Exception? cause) =>
        (cause as RpcException)?.Status.DebugException is (HttpRequestException or IOException) and var error ? error : null;

    // With these errors the HTTP handler had no connection and sent nothing.
    private static bool NeverSent(Exception error) => error is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError
            or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError,
    };

    // "The database (default) does not exist for project p ...", "The project p does not exist or it does not contain ...". Only the
    // beginning counts, because a missing document's text contains its id, which may contain any words.
    private static bool SpeaksOfDatabase(string text) =>
        text.StartsWith("The database ", StringComparison.Ordinal) || text.StartsWith("The project ", StringComparison.Ordinal);

    private static bool IsDatastoreMode(string text) => text.Contains("Datastore Mode", StringComparison.Ordinal);

    private static bool SpeaksOfSize(string text) => SizeWords().IsMatch(text);

    // No time limit: a process that is suspended during a match would exceed it. The matches take linear time.
    [GeneratedRegex(@"https://console\.\S+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex ConsolePage();

    [GeneratedRegex(
        "maximum (allowed |entity )?size|payload size exceeds|message larger than max|exceeds maximum size|" +
        @"exceeds the maximum configured message size|is longer than \d+ bytes|is too large|too big",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex SizeWords();
}
