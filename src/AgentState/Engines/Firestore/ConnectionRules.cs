using System.Text;
using System.Text.RegularExpressions;
using AgentState.Internal.Data;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>Validates the settings of a connection. Each message names the setting, its value and the fix.</summary>
internal static partial class ConnectionRules
{
    /// <summary>The end of a message about a text that is not a valid project id.</summary>
    public const string ProjectIdCure =
        "Use the project id, not its name or number: lower-case letters, digits and hyphens, starting with a letter, such as 'my-project'.";

    private const int MaxIdBytes = 1500;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns one message for each problem of the settings; empty if they are valid.</summary>
    public static IEnumerable<string> Failures(ConnectionSettings settings)
    {
        if (settings.ProjectId is { } projectId && !IsProjectId(projectId))
        {
            yield return $"ProjectId ('{projectId}') is not a valid project id. {ProjectIdCure}";
        }

        if (settings.QuotaProject is { } payer && !IsProjectId(payer))
        {
            yield return $"QuotaProject ('{payer}') is not a valid project id. " +
                "Use the id of the project to bill, such as 'my-project', or remove the setting.";
        }

        if (settings.DatabaseId != DatabaseRoot.DefaultDatabaseId && !DatabaseIdForm().IsMatch(settings.DatabaseId))
        {
            yield return $"DatabaseId ('{settings.DatabaseId}') is not a valid database id. Remove the setting to use '(default)', " +
                "or use 4 to 63 lower-case letters, digits and hyphens, starting with a letter and not ending with a hyphen.";
        }

        if (settings.ParentPath is { } path && WhyNotParent(path) is { } reason)
        {
            yield return $"ParentPath ('{path}') {reason}. Use the path of the document that contains the collections, as pairs of a " +
                "collection id and a document id, such as 'envs/staging', or remove the setting to use the database's root.";
        }

        if (settings.EmulatorHost is { } host && EmulatorAddress.ProblemOf(host) is { } problem)
        {
            yield return $"EmulatorHost ('{host}') {problem}";
        }

        if (settings.Transport?.Invoker is not null && (settings.EmulatorHost ?? settings.Endpoint?.ToString()) is { } address)
        {
            var option = settings.EmulatorHost is null ? nameof(settings.Endpoint) : nameof(settings.EmulatorHost);
            yield return $"{option} ('{address}') and UseCallInvoker are both set. " +
                "The call invoker determines the address; remove one of them.";
        }

        foreach (var failure in EndpointFailures(settings))
        {
            yield return failure;
        }

        if (settings.CallTimeout <= TimeSpan.Zero || settings.CallTimeout > TimeSpan.FromHours(1))
        {
            yield return $"CallTimeout ({settings.CallTimeout}) must be more than zero and at most 1 hour. The default is 10 seconds.";
        }
    }

    public static bool IsProjectId(string value) => ProjectIdForm().IsMatch(value);

    private static IEnumerable<string> EndpointFailures(ConnectionSettings settings)
    {
        if (settings.Endpoint is not { } endpoint)
        {
            yield break;
        }

        if (settings.EmulatorHost is not null)
        {
            yield return $"Endpoint ('{endpoint}') and EmulatorHost ('{settings.EmulatorHost}') are both set. Remove one of them.";
        }

        if (!endpoint.IsAbsoluteUri ||
            endpoint.PathAndQuery != "/" ||
            (endpoint.Scheme != Uri.UriSchemeHttps && endpoint.Scheme != Uri.UriSchemeHttp))
        {
            yield return $"Endpoint ('{endpoint}') is not a valid service address. " +
                "Use an https address without a path, such as 'https://firestore.googleapis.com'.";
        }
        else if (endpoint.Scheme == Uri.UriSchemeHttp && (!endpoint.IsLoopback || settings.Credential is null))
        {
            yield return $"Endpoint ('{endpoint}') is not encrypted. Use https, set EmulatorHost to connect to an emulator, " +
                "or set Credential if the endpoint is a loopback address.";
        }
    }

    private static string? WhyNotParent(string path)
    {
        var segments = path.Split('/');
        if (segments.Any(segment => segment.Length == 0))
        {
            return "contains an empty segment; remove slashes at its start, at its end and next to each other";
        }

        if (segments.Length % 2 != 0)
        {
            return $"has an odd number of segments ({segments.Length}), so it names a collection and not a document";
        }

        return segments.FirstOrDefault(segment => !IsId(segment)) is { } bad
            ? $"contains '{bad}', which is not a valid Firestore id"
            : null;
    }

    private static bool IsId(string segment)
    {
        if (segment is "." or ".." ||
            (segment.Length >= 4 &&
                segment.StartsWith("__", StringComparison.Ordinal) &&
                segment.EndsWith("__", StringComparison.Ordinal)))
        {
            return false;
        }

        try
        {
            return StrictUtf8.GetByteCount(segment) <= MaxIdBytes;
        }
        catch (EncoderFallbackException)
        {
            // Half of a surrogate pair would be stored as a different id.
            return false;
        }
    }

    // Older ids may have a domain as prefix: example.com:my-project.
    // No time limit: a process that is suspended during a match would exceed it. The matches take linear time.
    [GeneratedRegex(
        @"^([a-z0-9.-]+:)?[a-z][a-z0-9-]*[a-z0-9]\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex ProjectIdForm();

    [GeneratedRegex(@"^[a-z][a-z0-9-]{2,61}[a-z0-9]\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex DatabaseIdForm();
}
