using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>The error details in the trailers of a failed call.</summary>
/// <param name="Reason">The machine-readable reason, such as <c>SERVICE_DISABLED</c>; null if the service gave none.</param>
/// <param name="Links">The help pages, in the order of the service.</param>
/// <param name="Quotas">The descriptions of the exhausted quotas; empty if the service named none.</param>
internal sealed record StatusDetails(string? Reason, IReadOnlyList<Uri> Links, IReadOnlyList<string> Quotas)
{
    private const string Trailer = "grpc-status-details-bin";

    public static StatusDetails None { get; } = new(Reason: null, [], []);

    public static StatusDetails Of(RpcException error)
    {
        if (error.Trailers.GetValueBytes(Trailer) is not { } bytes)
        {
            return None;
        }

        try
        {
            return Of(Google.Rpc.Status.Parser.ParseFrom(bytes));
        }
        catch (InvalidProtocolBufferException)
        {
            // A proxy may write other bytes into the trailer. The status is still valid.
            return None;
        }
    }

    private static StatusDetails Of(Google.Rpc.Status status)
    {
        string? reason = null;
        var links = new List<Uri>();
        var quotas = new List<string>();
        foreach (var detail in status.Details)
        {
            if (detail.TryUnpack(out ErrorInfo info))
            {
                reason ??= info.Reason;
            }
            else if (detail.TryUnpack(out Help help))
            {
                links.AddRange(help.Links.Select(link => WebPage(link.Url)).OfType<Uri>());
            }
            else if (detail.TryUnpack(out QuotaFailure failure))
            {
                quotas.AddRange(failure.Violations.Select(violation => violation.Description));
            }
        }

        return new StatusDetails(reason, links, quotas);
    }

    /// <summary>Returns the link if it is an https address; otherwise null.</summary>
    public static Uri? WebPage(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var page) && page.Scheme == Uri.UriSchemeHttps ? page : null;
}
