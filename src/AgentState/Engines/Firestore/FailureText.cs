using System.Text.RegularExpressions;
using AgentState.Internal.Data;
using Grpc.Core;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>The texts in exceptions for failed calls: what the service reported, and what to do.</summary>
internal static partial class FailureText
{
    private const int LongestQuote = 400;

    /// <summary>Returns the message for a quota that is used up.</summary>
    public static string OfQuota(CallFailure failure)
    {
        var which = failure.Details.Quotas.Count > 0 ? $" ({Quote(string.Join("; ", failure.Details.Quotas))})" : "";
        return $"A quota of the project is used up{which} (RESOURCE_EXHAUSTED). Enable billing or raise the quota. The daily quota of " +
            "the free tier resets at midnight Pacific time. Retrying soon does not help.";
    }

    /// <summary>Returns the message for a denied permission.</summary>
    public static string OfPermission(CallFailure failure, DatabaseRoot root)
    {
        var cure = failure.Details.Reason switch
        {
            "SERVICE_DISABLED" => $"Enable the API: gcloud services enable firestore.googleapis.com --project {root.ProjectId}.",
            "BILLING_DISABLED" => $"Enable billing for project '{root.ProjectId}'.",
            "ACCESS_TOKEN_SCOPE_INSUFFICIENT" => "The token lacks the scope https://www.googleapis.com/auth/datastore.",
            "USER_PROJECT_DENIED" => "The account may not use the quota project: grant it roles/serviceusage.serviceUsageConsumer there.",
            _ => $"Grant the account roles/datastore.user in project '{root.ProjectId}', and check the project id.",
        };
        var reason = failure.Details.Reason is { } given ? $", {given}" : "";
        return $"Firestore denied the call (PERMISSION_DENIED{reason}). {cure}";
    }

    /// <summary>Returns the message for a call that is too large.</summary>
    public static string OfSize(CallFailure failure) =>
        $"Firestore rejected the call because of its size: {Quote(failure.Text)} Make the document or the batch smaller.";

    /// <summary>Returns the message for a status that has no exception of its own.</summary>
    public static string OfRejection(CallFailure failure) =>
        $"Firestore rejected the call ({NameOf(failure.Code)}): {Quote(failure.Text)} {Advice(failure.Code)}";

    /// <summary>Returns the name of a status as in the service's documentation, so that users can search for it.</summary>
    public static string NameOf(StatusCode code) => WordStarts().Replace(code.ToString(), "_").ToUpperInvariant();

    private static string Advice(StatusCode code) => code switch
    {
        StatusCode.Unimplemented => "Check that the endpoint is a Firestore service.",
        StatusCode.DataLoss => "Check the written documents.",
        _ => "Retrying with the same content does not help.",
    };

    private static string Quote(string text)
    {
        var quote = text.Length <= LongestQuote ? text : $"{text.AsSpan(0, LongestQuote)}...";
        return quote.EndsWith('.') ? quote : $"{quote}.";
    }

    // No time limit: a process that is suspended during a match would exceed it. The match takes linear time.
    [GeneratedRegex("(?<=[a-z])(?=[A-Z])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex WordStarts();
}
