using System.Globalization;
using System.Text.Json.Serialization;

namespace AgentState;

/// <summary>
/// The version of a stored document, as Firestore counts it: the server time of its last change, to the microsecond. A write can be made
/// conditional on it. Its text and JSON form is the time in RFC 3339 form, and survives a round trip.
/// </summary>
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

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">A time in RFC 3339 form.</param>
    /// <exception cref="FormatException">The text is not one.</exception>
    public static StateVersion Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        // No finer than microseconds: the database refuses a finer one as a condition. A zone is asked for: without it no instant is meant.
        return DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? new StateVersion(time.ToUniversalTime())
            : throw new FormatException("A version is a time such as 2026-01-31T12:00:00.123456Z.");
    }

    /// <inheritdoc/>
    public bool Equals(StateVersion other) => updateTime == other.updateTime;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StateVersion other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => updateTime.GetHashCode();

    /// <summary>The time in RFC 3339 form, such as <c>2026-01-31T12:00:00.123456Z</c>.</summary>
    public override string ToString() =>
        updateTime.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    internal static StateVersion Of(Timestamp updateTime) => new(updateTime.ToDateTimeOffset());

    internal Timestamp ToTimestamp() => Timestamp.FromDateTimeOffset(updateTime);
}
