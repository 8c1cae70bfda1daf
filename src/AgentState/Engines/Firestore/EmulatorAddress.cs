using System.Net;
using System.Text.RegularExpressions;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>Checks and converts the address of an emulator, a host and a port. Pure.</summary>
internal static partial class EmulatorAddress
{
    private const string Example = "127.0.0.1:8080";

    /// <summary>Returns the problem with the text and its fix, as the end of a sentence; null if the text is a valid address.</summary>
    public static string? ProblemOf(string text)
    {
        if (Form().IsMatch(text) && ToUri(text) is { Port: > 0 })
        {
            return null;
        }

        return BracketedOf(text) is { } bracketed
            ? $"is an IPv6 address without brackets. Use '{bracketed}'."
            : $"is not a valid address. Use host:port without a scheme, such as '{Example}'; " +
                "an IPv6 address needs brackets, such as '[::1]:8080'.";
    }

    /// <summary>Returns the address to connect to.</summary>
    /// <remarks>
    /// An emulator prints the address that it listens on. For <c>0.0.0.0</c> and <c>[::]</c>, which are not valid targets of a connection,
    /// the loopback address is returned.
    /// </remarks>
    /// <param name="text">A text for which <see cref="ProblemOf"/> returns null.</param>
    public static Uri Connect(string text)
    {
        var uri = ToUri(text)!;
        if (!IPAddress.TryParse(uri.Host, out var address))
        {
            return uri;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.Equals(IPAddress.Any) ? new Uri($"http://{IPAddress.Loopback}:{uri.Port}")
            : plain.Equals(IPAddress.IPv6Any) ? new Uri($"http://[{IPAddress.IPv6Loopback}]:{uri.Port}")
            : uri;
    }

    private static Uri? ToUri(string text) => Uri.TryCreate($"http://{text}", UriKind.Absolute, out var uri) ? uri : null;

    // "::1:9101" is ambiguous: its last group is a port, or the address has no port.
    private static string? BracketedOf(string text)
    {
        var last = text.LastIndexOf(':');
        return last <= 0 || text.Contains('[', StringComparison.Ordinal) ? null
            : IsIPv6(text[..last]) && IsPort(text[(last + 1)..]) ? $"[{text[..last]}]:{text[(last + 1)..]}"
            : IsIPv6(text) ? $"[{text}]:8080"
            : null;
    }

    private static bool IsIPv6(string text) => text.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(text, out _);

    private static bool IsPort(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    // No time limit: a process that is suspended during a match would exceed it. The match takes linear time.
    [GeneratedRegex(
        @"^(\[[0-9a-fA-F:.]+\]|[^:/\s\[\]@?#]+):[0-9]{1,5}\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Form();
}
