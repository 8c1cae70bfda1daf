using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace AgentState.Internal.DependencyInjection;

/// <summary>Checks the texts of a configuration for times that .NET reads as days and for keys that set no option.</summary>
/// <remarks>The bound options no longer contain the original texts.</remarks>
/// <param name="bound">The configuration to check.</param>
/// <param name="boundPaths">The paths of all bound sections; one of them may be nested in another.</param>
internal sealed class ConfigurationCheck(BoundConfiguration bound, IReadOnlyCollection<string> boundPaths)
{
    private readonly List<string> errors = [];
    private readonly List<(string Key, string Hint)> unknown = [];

    /// <summary>Times that are written ambiguously, each with the cure.</summary>
    public IReadOnlyList<string> Errors => errors;

    /// <summary>Keys that set no option, each with a hint; the hint is empty if no option has a similar name.</summary>
    public IReadOnlyList<(string Key, string Hint)> Unknown => unknown;

    public static ConfigurationCheck Of(BoundConfiguration bound, IReadOnlyCollection<string> boundPaths)
    {
        var check = new ConfigurationCheck(bound, boundPaths);
        check.Inspect(bound.Configuration, prefix: "");
        check.LookForSection();
        return check;
    }

    /// <summary>
    /// Returns the problem of a time that .NET reads as days although it does not look like days, such as <c>1</c> or <c>24:00:00</c>;
    /// otherwise null.
    /// </summary>
    public static string? DaysProblemOf(string? text)
    {
        if (!TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) || time.Days == 0 || IsWithDays(text))
        {
            return null;
        }

        return $"is '{text}', which .NET reads as {Math.Abs(time.Days)} days. " +
            "Write hours, minutes and seconds, such as 00:00:01 for one second; a day is 1.00:00:00.";
    }

    // Days are separated by a dot or by a third colon.
    private static bool IsWithDays(string text) =>
        text.Split(':') is var parts && (parts.Length == 4 || parts[0].Contains('.', StringComparison.Ordinal));

    // Detects that the whole configuration was bound instead of its section.
    private void LookForSection()
    {
        const string section = "AgentState";
        if (bound.Path is null && bound.Configuration.GetSection(section).Exists() &&
            !bound.Configuration.GetChildren().Any(child => bound.Keys.Kinds.ContainsKey(child.Key)))
        {
            unknown.Add((section, $" The whole configuration is bound; bind its section with GetSection(\"{section}\")."));
        }
    }

    private void Inspect(IConfiguration configuration, string prefix)
    {
        foreach (var child in configuration.GetChildren())
        {
            if (!boundPaths.Any(path => IsWithin(path, child.Path)))
            {
                Inspect(child, $"{prefix}{child.Key}", prefix.Length == 0 && bound.Path is null);
            }
        }
    }

    private void Inspect(IConfigurationSection child, string path, bool isShared)
    {
        if (!bound.Keys.Kinds.TryGetValue(path, out var kind))
        {
            // The top level of a whole configuration also contains the keys of other components.
            if (!isShared)
            {
                unknown.Add((child.Path, bound.Keys.Nearest(path) is { } nearest ? $" Did you mean '{FullPath(nearest)}'?" : ""));
            }

            return;
        }

        switch (kind)
        {
            case ConfigurationKeyKind.Section when string.IsNullOrEmpty(child.Value):
                Inspect(child, $"{path}:");
                break;
            case ConfigurationKeyKind.Section:
                unknown.Add((child.Path, " It is a section; set the keys inside it."));
                break;
            case ConfigurationKeyKind.Collection when !string.IsNullOrEmpty(child.Value):
                unknown.Add((child.Path, " It is a list; set one key for each item."));
                break;
            case ConfigurationKeyKind.InCode:
                unknown.Add((child.Path, " It can be set in code only."));
                break;
            case ConfigurationKeyKind.Value or ConfigurationKeyKind.Time when child.GetChildren().Any():
                unknown.Add((child.GetChildren().First().Path, $" '{child.Path}' takes a single value."));
                break;
            case ConfigurationKeyKind.Time when DaysProblemOf(child.Value) is { } problem:
                errors.Add($"{child.Path} {problem}");
                break;
        }
    }

    private string FullPath(string path) => bound.Path is { } section ? ConfigurationPath.Combine(section, path) : path;

    private static bool IsWithin(string path, string section) =>
        path.StartsWith(section, StringComparison.OrdinalIgnoreCase) && (path.Length == section.Length || path[section.Length] == ':');
}
