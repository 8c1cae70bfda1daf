using System.Net;
using System.Text.RegularExpressions;

namespace AgentState;

/// <summary>The address of an emulator, as people and the emulators themselves write it: a host and a port. Pure.</summary>
internal static partial class EmulatorAddress
{
    private const string Example = "127.0.0.1:8080";

    /// <summary>What is wrong with the text and how to mend it, as the end of a sentence; null if it is an address.</summary>
    public static string? ProblemOf(string text)
    {
        if (Form().IsMatch(text) && ToUri(text) is { Port: > 0 })
        {
            return null;
        }

        return BracketedOf(text) is { } bracketed
            ? $"has an IPv6 address without brackets. Write '{bracketed}'."
            : $"is not an address. Write host:port without a scheme, such as '{Example}'; " +
                "an IPv6 address needs brackets, such as '[::1]:8080'.";
    }

    /// <summary>
    /// The address to connect to. An emulator prints the address that it listens on: all addresses of its machine (<c>0.0.0.0</c>,
    /// <c>[::]</c>) cannot be connected to, and mean this machine.
    /// </summary>
    /// <param name="text">A text without a problem.</param>
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

    // The last group of "::1:9101" is a port, or the address lacks one: both read as an IPv6 address.
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

    // No time limit: a process that was stopped in the middle of a match would fail by it, and this takes a time that grows with the text
    // alone.
    [GeneratedRegex(
        @"^(\[[0-9a-fA-F:.]+\]|[^:/\s\[\]@?#]+):[0-9]{1,5}\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Form();
}
