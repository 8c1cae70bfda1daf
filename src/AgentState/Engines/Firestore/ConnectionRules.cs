using System.Text;
using System.Text.RegularExpressions;

namespace AgentState;

/// <summary>What a connection's settings must be like. Each message names the setting, its value and the cure.</summary>
internal static partial class ConnectionRules
{
    /// <summary>What to write instead of a text that is not a project's id.</summary>
    public const string ProjectIdCure =
        "Use the id, not the name or the number: lower-case letters, digits and hyphens, with a letter in front, such as 'my-project'.";

    private const int MaxIdBytes = 1500;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What is wrong with the settings; nothing where they are good.</summary>
    public static IEnumerable<string> Failures(ConnectionSettings settings)
    {
        if (settings.ProjectId is { } projectId && !IsProjectId(projectId))
        {
            yield return $"ProjectId ('{projectId}') is not a project's id. {ProjectIdCure}";
        }

        if (settings.QuotaProject is { } payer && !IsProjectId(payer))
        {
            yield return $"QuotaProject ('{payer}') is not a project's id. Use the id of the project that pays, such as 'my-project', or leave it out.";
        }

        if (settings.DatabaseId != DatabaseRoot.DefaultDatabaseId && !DatabaseIdForm().IsMatch(settings.DatabaseId))
        {
            yield return $"DatabaseId ('{settings.DatabaseId}') is not a database's id. Leave it out for '(default)', or name a database by " +
                "4 to 63 lower-case letters, digits and hyphens, with a letter in front.";
        }

        if (settings.ParentPath is { } path && WhyNotParent(path) is { } reason)
        {
            yield return $"ParentPath ('{path}') {reason}. It names a document beneath which the collections lie, as pairs of a collection " +
                "and an id, such as 'envs/staging'; leave it out for the database's root.";
        }

        if (settings.EmulatorHost is { } host && EmulatorAddress.ProblemOf(host) is { } problem)
        {
            yield return $"EmulatorHost ('{host}') {problem}";
        }

        if (settings.Transport?.Invoker is not null && (settings.EmulatorHost ?? settings.Endpoint?.ToString()) is { } address)
        {
            var option = settings.EmulatorHost is null ? nameof(settings.Endpoint) : nameof(settings.EmulatorHost);
            yield return $"{option} ('{address}') is set beside UseCallInvoker. " +
                "The call invoker decides where to connect: keep one of them.";
        }

        foreach (var failure in EndpointFailures(settings))
        {
            yield return failure;
        }

        if (settings.CallTimeout <= TimeSpan.Zero || settings.CallTimeout > TimeSpan.FromHours(1))
        {
            yield return $"CallTimeout ({settings.CallTimeout}) must be more than zero and at most an hour. Ten seconds are a good start.";
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
            yield return $"Endpoint ('{endpoint}') and EmulatorHost ('{settings.EmulatorHost}') are both set. Keep one of them.";
        }

        if (!endpoint.IsAbsoluteUri || endpoint.PathAndQuery != "/" || (endpoint.Scheme != Uri.UriSchemeHttps && endpoint.Scheme != Uri.UriSchemeHttp))
        {
            yield return $"Endpoint ('{endpoint}') is not an address of the service. Write the scheme and the host, such as 'https://firestore.googleapis.com'.";
        }
        else if (endpoint.Scheme == Uri.UriSchemeHttp && (!endpoint.IsLoopback || settings.Credential is null))
        {
            yield return $"Endpoint ('{endpoint}') is not encrypted, so no credentials found in the environment are sent there. Use https, or " +
                "EmulatorHost for an emulator.";
        }
    }

    private static string? WhyNotParent(string path)
    {
        var segments = path.Split('/');
        if (segments.Any(segment => segment.Length == 0))
        {
            return "has an empty part; begin and end it without a slash";
        }

        if (segments.Length % 2 != 0)
        {
            return $"has {segments.Length} parts, which is odd, so it names a collection and not a document";
        }

        return segments.FirstOrDefault(segment => !IsId(segment)) is { } bad ? $"holds '{bad}', which Firestore does not take for an id" : null;
    }

    private static bool IsId(string segment)
    {
        if (segment is "." or ".." || (segment.Length >= 4 && segment.StartsWith("__", StringComparison.Ordinal) && segment.EndsWith("__", StringComparison.Ordinal)))
        {
            return false;
        }

        try
        {
            return StrictUtf8.GetByteCount(segment) <= MaxIdBytes;
        }
        catch (EncoderFallbackException)
        {
            // Half of a surrogate pair: it would be stored as another id than the one given.
            return false;
        }
    }

    // With an older company's domain in front, at times: example.com:my-project.
    // No time limit: a process that was stopped in the middle of a match would fail by it, and these take a time that grows with the text alone.
    [GeneratedRegex(
        @"^([a-z0-9.-]+:)?[a-z][a-z0-9-]*[a-z0-9]\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex ProjectIdForm();

    [GeneratedRegex(@"^[a-z][a-z0-9-]{2,61}[a-z0-9]\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex DatabaseIdForm();
}
