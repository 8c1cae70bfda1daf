using System.Text.RegularExpressions;
using Google.Cloud.Firestore.V1;
using Grpc.Core;

namespace AgentState;

/// <summary>
/// The one place where a failed call becomes an outcome or one of our exceptions. It goes by the status, then by the details in the
/// trailers, and by the text last: only for what the service tells in no other way.
/// </summary>
internal static partial class ErrorTranslation
{
    private const int LongestQuote = 400;

    /// <summary>Whether a get failed for the reason alone that there is no such document.</summary>
    public static bool IsMissingDocument(RpcException error) =>
        error.StatusCode is StatusCode.NotFound && TransportErrorOf(error) is null && !SpeaksOfDatabase(error.Status.Detail);

    /// <summary>
    /// Which precondition a commit failed by; null where it failed by something else. A commit of several writes does not tell which of
    /// them it was, so the kind comes from the status, and a status counts only where some write set a condition of that kind.
    /// </summary>
    public static ConflictKind? ConflictOf(RpcException error, IReadOnlyList<Write> writes) =>
        TransportErrorOf(error) is null ? ConflictOf(error.StatusCode, error.Status.Detail, writes) : null;

    /// <summary>What to throw for a failed get.</summary>
    public static Exception OfGet(RpcException error, DatabaseRoot root, CancellationToken cancellationToken) =>
        OfCall(error, root, isWrite: false, cancellationToken);

    /// <summary>What to throw for a failed query: on these a failed precondition is a missing index.</summary>
    public static Exception OfQuery(RpcException error, DatabaseRoot root, string collection, CancellationToken cancellationToken) =>
        error.StatusCode is StatusCode.FailedPrecondition && TransportErrorOf(error) is null && !IsDatastoreMode(error.Status.Detail)
            ? new MissingIndexException(collection, IndexLink(error), error)
            : OfCall(error, root, isWrite: false, cancellationToken);

    /// <summary>What to throw for a failed commit or batch.</summary>
    public static Exception OfWrite(RpcException error, DatabaseRoot root, CancellationToken cancellationToken) =>
        OfCall(error, root, isWrite: true, cancellationToken);

    /// <summary>What became of one write of a batch.</summary>
    public static WriteOutcome OfItem(RpcStatus status, Write write, WriteResult result, DatabaseRoot root)
    {
        var code = (StatusCode)status.Code;
        if (code is StatusCode.OK)
        {
            return WriteOutcome.Applied(result);
        }

        return ConflictOf(code, status.Message, [write]) is { } conflict
            ? WriteOutcome.Conflict(conflict)
            : WriteOutcome.Failed(Of(new Failure(code, status.Message, StatusDetails.None, Cause: null), root, isWrite: true));
    }

    /// <summary>
    /// What to throw for a listener's stream that failed. One that was heard before had its token accepted: refused now, that has
    /// run out, and the next stream has another.
    /// </summary>
    public static Exception OfListen(RpcException error, DatabaseRoot root, string collection, bool wasHeard, CancellationToken cancellationToken) =>
        wasHeard && error.StatusCode is StatusCode.Unauthenticated
            ? CutShort()
            : OfQuery(error, root, collection, cancellationToken);

    /// <summary>What to throw for a target that the service has ended within its stream; without a cause it is ended in routine.</summary>
    public static Exception OfTarget(RpcStatus cause, DatabaseRoot root, string collection, bool wasHeard) => cause.Code == (int)StatusCode.OK
        ? CutShort()
        : OfListen(new RpcException(new Status((StatusCode)cause.Code, cause.Message)), root, collection, wasHeard, CancellationToken.None);

    /// <summary>What to throw where the connection broke while a listener's request was being sent, which has no status then.</summary>
    public static StateUnavailableException OfUnsent(Exception broken) =>
        new("The connection to Firestore broke before a listener could be asked for. Calling again later is right.", mayHaveBeenApplied: false, broken);

    /// <summary>What to throw where our own patience ended, and not the caller's.</summary>
    public static StateUnavailableException OfSilence(TimeSpan timeout) =>
        new($"Firestore did not answer within {timeout}. Calling again later is right.", mayHaveBeenApplied: false);

    /// <summary>What to throw for a listener's stream that speaks of something else than it was asked for.</summary>
    public static StateUnavailableException OfAnotherTarget() =>
        new("Firestore sent a listener messages of a target that it did not ask for. Listening again is right.", mayHaveBeenApplied: false);

    /// <summary>What to throw for an answer that ended well and yet lacks what it must bring.</summary>
    public static StateUnavailableException CutShort(bool isWrite = false) =>
        new("Firestore's answer ended before it was complete. Calling again is right.", mayHaveBeenApplied: isWrite);

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
        var failure = new Failure(error.StatusCode, error.Status.Detail, StatusDetails.Of(error), error);
        var translated = Of(failure, root, isWrite);

        // A caller who has gone is told so, and not that the call he gave up on failed; what is certain is told all the same.
        return translated is StateUnavailableException && cancellationToken.IsCancellationRequested
            ? new OperationCanceledException("The call was cancelled by its caller.", error, cancellationToken)
            : translated;
    }

    private static AgentStateException Of(Failure failure, DatabaseRoot root, bool isWrite)
    {
        // A status made up on this side from a broken connection is no answer, whatever its code: a server that closes for too many
        // pings, say, becomes RESOURCE_EXHAUSTED, and no quota is used up.
        if (TransportErrorOf(failure.Cause) is { } broken)
        {
            return NeverSent(broken)
                ? new StateUnavailableException(
                    "Firestore could not be reached. Check the network, or the emulator's address.", mayHaveBeenApplied: false, failure.Cause)
                : Unanswered(failure, isWrite);
        }

        switch (failure.Code)
        {
            case StatusCode.Aborted:
                return new StateUnavailableException(
                    "Firestore was too busy with the same documents (ABORTED). Nothing was written; calling again is right.",
                    mayHaveBeenApplied: false,
                    failure.Cause);

            // An unknown status says nothing about a write's fate, so it counts among those that were never answered.
            case StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled:
                return Unanswered(failure, isWrite);

            case StatusCode.ResourceExhausted when failure.Details.Reason is "RATE_LIMIT_EXCEEDED":
                return new StateUnavailableException(
                    "Firestore asked to slow down: a quota by the minute is used up (RESOURCE_EXHAUSTED). Calling again later is right.",
                    mayHaveBeenApplied: false,
                    failure.Cause);
            case StatusCode.ResourceExhausted or StatusCode.InvalidArgument or StatusCode.OutOfRange when SpeaksOfSize(failure.Text):
                return new StateLimitException(
                    $"Firestore refused the call for its size: {Quote(failure.Text)} Make the document or the batch smaller.", failure.Cause);
            case StatusCode.ResourceExhausted:
                return new StateQuotaExceededException(QuotaAdvice(failure), failure.Cause);

            case StatusCode.Unauthenticated:
                return new StatePermissionException(
                    "Firestore did not accept the credentials (UNAUTHENTICATED). Check that the key was not deleted or disabled, and that " +
                    "this host's clock is right: a token signed minutes off is refused.",
                    failure.Cause);
            case StatusCode.PermissionDenied:
                return new StatePermissionException(PermissionAdvice(failure, root), failure.Cause);
            case StatusCode.NotFound:
                return new DatabaseNotFoundException(root.ProjectId, root.DatabaseId, failure.Cause);
            case StatusCode.FailedPrecondition when IsDatastoreMode(failure.Text):
                return new AgentStateException(
                    $"The database '{root.DatabaseId}' of project '{root.ProjectId}' is in Datastore mode, which this API cannot read. " +
                    "Name a database in Native mode by AgentState:DatabaseId, or create one.",
                    failure.Cause);
            default:
                return new AgentStateException(
                    $"Firestore refused the call ({Name(failure.Code)}): {Quote(failure.Text)} {Advice(failure.Code)}", failure.Cause);
        }
    }

    private static string QuotaAdvice(Failure failure)
    {
        var which = failure.Details.Quotas.Count > 0 ? $" ({Quote(string.Join("; ", failure.Details.Quotas))})" : "";
        return $"A quota of the project is used up{which} (RESOURCE_EXHAUSTED). The free tier's daily one is renewed at midnight, Pacific " +
            "time; enable billing or raise the quota. Calling again soon does not help.";
    }

    private static string PermissionAdvice(Failure failure, DatabaseRoot root)
    {
        var cure = failure.Details.Reason switch
        {
            "SERVICE_DISABLED" => $"Enable the API: gcloud services enable firestore.googleapis.com --project {root.ProjectId}.",
            "BILLING_DISABLED" => $"Enable billing for project '{root.ProjectId}'.",
            "ACCESS_TOKEN_SCOPE_INSUFFICIENT" => "The token lacks the scope https://www.googleapis.com/auth/datastore.",
            "USER_PROJECT_DENIED" => "The account may not charge the quota project: give it roles/serviceusage.serviceUsageConsumer there.",
            _ => $"Give the account roles/datastore.user in project '{root.ProjectId}', and check that the project id is right.",
        };
        var reason = failure.Details.Reason is { } given ? $", {given}" : "";
        return $"Firestore denied the call (PERMISSION_DENIED{reason}). {cure}";
    }

    private static string Advice(StatusCode code) => code switch
    {
        StatusCode.Unimplemented => "Check that the endpoint is Firestore's.",
        StatusCode.DataLoss => "Check the documents that were written.",
        _ => "Calling again with the same content does not help.",
    };

    private static Uri? IndexLink(RpcException error) =>
        StatusDetails.Of(error).Links is [var link, ..] ? link
        : StatusDetails.WebPage(ConsolePage().Match(error.Status.Detail).Value);

    private static StateUnavailableException Unanswered(Failure failure, bool isWrite) => new(
        $"Firestore did not answer in time, or the connection broke ({Name(failure.Code)}). Calling again later is right.",
        mayHaveBeenApplied: isWrite,
        failure.Cause);

    private static Exception? TransportErrorOf(Exception? cause) =>
        (cause as RpcException)?.Status.DebugException is (HttpRequestException or IOException) and var error ? error : null;

    // The handler says by these that it had no connection to send on.
    private static bool NeverSent(Exception error) => error is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
    };

    // "The database (default) does not exist for project p ...", "The project p does not exist or it does not contain ...". A missing
    // document's text begins otherwise; looked at from the start, since the id of a document may hold any words.
    private static bool SpeaksOfDatabase(string text) =>
        text.StartsWith("The database ", StringComparison.Ordinal) || text.StartsWith("The project ", StringComparison.Ordinal);

    private static bool IsDatastoreMode(string text) => text.Contains("Datastore Mode", StringComparison.Ordinal);

    private static bool SpeaksOfSize(string text) => SizeWords().IsMatch(text);

    // No time limit: a process that was stopped in the middle of a match would fail by it, and these take a time that grows with the text alone.
    [GeneratedRegex(@"https://console\.\S+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex ConsolePage();

    [GeneratedRegex(
        "maximum (allowed |entity )?size|payload size exceeds|message larger than max|exceeds maximum size|exceeds the maximum configured message size|" +
        @"is longer than \d+ bytes|is too large|too big",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex SizeWords();

    private static string Quote(string text)
    {
        var quote = text.Length <= LongestQuote ? text : $"{text.AsSpan(0, LongestQuote)}...";
        return quote.EndsWith('.') ? quote : $"{quote}.";
    }

    /// <summary>As the service's own documentation writes it, so that it can be searched for.</summary>
    private static string Name(StatusCode code) => WordStarts().Replace(code.ToString(), "_").ToUpperInvariant();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex WordStarts();

    private readonly record struct Failure(StatusCode Code, string Text, StatusDetails Details, Exception? Cause);
}
