using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using AgentState.Internal.Data;
using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>A geographic point.</summary>
/// <remarks>
/// In a map from a dictionary it is stored as a Firestore geo point. In JSON, and so in a typed value, it is
/// <c>{"latitude":48.1,"longitude":11.6}</c>. Both forms can be read.
/// </remarks>
[JsonConverter(typeof(GeoPointConverter))]
[StructLayout(LayoutKind.Auto)]
public readonly record struct GeoPoint
{
    /// <summary>Creates a point.</summary>
    /// <param name="latitude">Degrees north, from -90 to 90.</param>
    /// <param name="longitude">Degrees east, from -180 to 180.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range or NaN.</exception>
    public GeoPoint(double latitude, double longitude)
    {
        // The negated pattern also rejects NaN.
        if (!(latitude is >= -90 and <= 90))
        {
            throw new ArgumentOutOfRangeException(nameof(latitude), "The latitude must be from -90 to 90 degrees.");
        }

        if (!(longitude is >= -180 and <= 180))
        {
            throw new ArgumentOutOfRangeException(nameof(longitude), "The longitude must be from -180 to 180 degrees.");
        }

        // The database stores no negative zero in a point. Adding zero converts it and does not change other values.
        Latitude = latitude + 0d;
        Longitude = longitude + 0d;
    }

    /// <summary>Degrees north, from -90 to 90.</summary>
    public double Latitude { get; }

    /// <summary>Degrees east, from -180 to 180.</summary>
    public double Longitude { get; }

    internal Value ToValue() => new() { GeoPointValue = new LatLng { Latitude = Latitude, Longitude = Longitude } };
}
