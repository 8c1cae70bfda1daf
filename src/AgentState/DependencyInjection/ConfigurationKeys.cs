using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace AgentState.Internal.DependencyInjection;

/// <summary>
/// The configuration keys that are bound to options, by their case-insensitive path in the section, such as <c>Tasks:LeaseDuration</c>.
/// </summary>
internal sealed class ConfigurationKeys
{
    /// <summary>The section of the workers' options, with one section per task type. AgentState.Hosting binds it.</summary>
    public const string Workers = "Workers";

    private readonly Dictionary<string, ConfigurationKeyKind> kinds = new(StringComparer.OrdinalIgnoreCase);

    private ConfigurationKeys()
    {
    }

    /// <summary>The keys of <see cref="AgentStateOptions"/>.</summary>
    public static ConfigurationKeys AgentState { get; } = new ConfigurationKeys()
        .Add<AgentStateOptions>("")
        .Add<RetryOptions>(nameof(AgentStateOptions.Retry))
        .Add<AgentOptions>(nameof(AgentStateOptions.Agents))
        .Add<TaskOptions>(nameof(AgentStateOptions.Tasks))
        .Add<TokenOptions>(nameof(AgentStateOptions.Tokens))
        .Add<ActivityOptions>(nameof(AgentStateOptions.Activity))
        .Add<RedactionOptions>($"{nameof(AgentStateOptions.Activity)}:{nameof(ActivityOptions.Redaction)}")
        .Add(Workers, ConfigurationKeyKind.OtherPackage);

    /// <summary>The keys of <see cref="TokenEncryptionOptions"/>.</summary>
    public static ConfigurationKeys TokenEncryption { get; } = Of<TokenEncryptionOptions>();

    public IReadOnlyDictionary<string, ConfigurationKeyKind> Kinds => kinds;

    /// <summary>Returns the keys of options without nested sections.</summary>
    public static ConfigurationKeys Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>() =>
        new ConfigurationKeys().Add<T>("");

    /// <summary>Returns the known path whose last segment is most similar to that of a given path; null if none is similar.</summary>
    public string? Nearest(string path)
    {
        var name = LastOf(path);
        var likely = kinds.Keys
            .Select(key => (Key: key, Distance: EditDistance.Of(LastOf(key), name), IsElsewhere: ParentOf(key) != ParentOf(path)))
            .Where(likely => likely.Distance <= Math.Clamp(name.Length / 3, 1, 3))
            .OrderBy(likely => likely.Distance).ThenBy(likely => likely.IsElsewhere).ThenBy(likely => likely.Key, StringComparer.Ordinal);
        return likely.Select(nearest => nearest.Key).FirstOrDefault();
    }

    // The type argument carries the annotation that keeps the properties in a trimmed program.
    private ConfigurationKeys Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(string section)
    {
        if (section.Length > 0)
        {
            kinds[section] = ConfigurationKeyKind.Section;
        }

        foreach (var property in typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            kinds[section.Length > 0 ? $"{section}:{property.Name}" : property.Name] = KindOf(property.PropertyType);
        }

        return this;
    }

    private ConfigurationKeys Add(string key, ConfigurationKeyKind kind)
    {
        kinds[key] = kind;
        return this;
    }

    private static ConfigurationKeyKind KindOf(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(TimeSpan) ? ConfigurationKeyKind.Time
            : plain.IsPrimitive || plain.IsEnum || plain == typeof(string) || plain == typeof(Uri) ? ConfigurationKeyKind.Value
            : typeof(IEnumerable).IsAssignableFrom(plain) ? ConfigurationKeyKind.Collection
            : ConfigurationKeyKind.InCode;
    }

    private static string LastOf(string path) => path[(path.LastIndexOf(':') + 1)..];

    private static string ParentOf(string path) => path[..Math.Max(path.LastIndexOf(':'), 0)].ToUpperInvariant();
}
