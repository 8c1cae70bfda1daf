using System.Globalization;
using System.Text.Json.Serialization;
using AgentState.Internal.Data;

namespace AgentState;

/// <summary>The version of a stored document: the server time of its last change, in microseconds.</summary>
/// <remarks>
/// A write can be conditional on a version: see <see cref="WriteCondition.IfVersion"/>. The text and JSON form is an RFC 3339 time, which
/// can be parsed without loss.
/// </remarks>
[JsonConverter(typeof(StateVersionConverter))]
public readonly struct StateVersion : IEquatable<StateVersion>
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFzzz"];

    private readonly DateTimeOffset updateTime;

    private StateVersion(DateTimeOffset updateTime) => this.updateTime = updateTime;

    /// <summary>Whether two versions are the same.</summary>
    /// <param name="left">One version.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(StateVersion left, StateVersion right) => left.Equals(right);

    /// <summary>Whether two versions differ.</summary>
    /// <param name="left">One version.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(StateVersion left, StateVersion right) => !left.Equals(right);

    /// <summary>Parses the text that <see cref="ToString"/> returns.</summary>
    /// <param name="text">A time in RFC 3339 form with a time zone and at most microseconds.</param>
    /// <exception cref="FormatException">The text is not such a time.</exception>
    public static StateVersion Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        // The database refuses a condition that is finer than microseconds. A time without a zone does not define an instant.
        return DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? new StateVersion(time.ToUniversalTime())
            : throw new FormatException("The text is not a version. A version has the form 2026-01-31T12:00:00.123456Z.");
    }

    /// <inheritdoc/>
    public bool Equals(StateVersion other) => updateTime == other.updateTime;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StateVersion other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => updateTime.GetHashCode();

    /// <summary>Returns the time in RFC 3339 form, such as <c>2026-01-31T12:00:00.123456Z</c>.</summary>
    public override string ToString() =>
        updateTime.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    internal static StateVersion Of(Timestamp updateTime) => new(updateTime.ToDateTimeOffset());

    internal Timestamp ToTimestamp() => Timestamp.FromDateTimeOffset(updateTime);
}
