using System.Text.Json.Serialization.Metadata;
using AgentState.Internal.Diagnostics;
using AgentState.Internal.Users;
using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>Reads the preferences of a user as types; makes no call.</summary>
/// <example>
/// <code>
/// var preferences = user.ReadPreferences(ChatJson.Default.ChatPreferences, new ChatPreferences(), logger);
/// </code>
/// </example>
public static class UserExtensions
{
    /// <summary>Reads the preferences of a user as a type, with defaults for missing and unsuitable keys.</summary>
    /// <remarks>Each stored key that fits replaces its default. A value that does not fit never throws.</remarks>
    /// <typeparam name="T">A type that is an object in its JSON form.</typeparam>
    /// <param name="user">The user; null = the defaults.</param>
    /// <param name="typeInfo">The JSON metadata of the type, from a source-generated context or from options.</param>
    /// <param name="defaults">The values of keys that are not stored or do not fit.</param>
    /// <param name="logger">Receives a warning with the key of each value that does not fit; null = no warning.</param>
    /// <exception cref="ArgumentException">The defaults cannot be written as a JSON object.</exception>
    /// <exception cref="NotSupportedException">System.Text.Json cannot read a type in <typeparamref name="T"/>.</exception>
    public static T ReadPreferences<T>(this User? user, JsonTypeInfo<T> typeInfo, T defaults, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);

        return user is null
            ? defaults
            : TypedPreferences.Read(user.Preferences, typeInfo, defaults, key => Warn(logger, user, key));
    }

    /// <summary>Reads one preference as a type, with a default for a missing or unsuitable value.</summary>
    /// <remarks>A value that does not fit never throws.</remarks>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="user">The user; null = the default.</param>
    /// <param name="key">The key at the first level; it may contain any character.</param>
    /// <param name="typeInfo">The JSON metadata of the type, from a source-generated context or from options.</param>
    /// <param name="defaultValue">The result if the key is missing, null or does not fit.</param>
    /// <param name="logger">Receives a warning with the key of a value that does not fit; null = no warning.</param>
    /// <exception cref="NotSupportedException">System.Text.Json cannot read the type.</exception>
    public static T ReadPreference<T>(this User? user, string key, JsonTypeInfo<T> typeInfo, T defaultValue, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(typeInfo);

        return user is null
            ? defaultValue
            : TypedPreferences.Read(user.Preferences, key, typeInfo, defaultValue, unfit => Warn(logger, user, unfit));
    }

    private static void Warn(ILogger? logger, User user, string key)
    {
        if (logger is not null)
        {
            Log.PreferenceUnfit(new GuardedLogger(logger), user.Id, key);
        }
    }
}
