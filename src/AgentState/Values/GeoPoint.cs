using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// A place on Earth. In a raw map it is stored as Firestore's own geo point; its JSON form, and so its form inside a typed value, is
/// <c>{"latitude":48.1,"longitude":11.6}</c>, and both are read back.
/// </summary>
[JsonConverter(typeof(GeoPointConverter))]
[StructLayout(LayoutKind.Auto)]
public readonly record struct GeoPoint
{
    /// <summary>Makes a point.</summary>
    /// <param name="latitude">Degrees north, from -90 to 90.</param>
    /// <param name="longitude">Degrees east, from -180 to 180.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range, or not a number.</exception>
    public GeoPoint(double latitude, double longitude)
    {
        // Written so that NaN fails too.
        if (!(latitude is >= -90 and <= 90))
        {
            throw new ArgumentOutOfRangeException(nameof(latitude), "A latitude is from -90 to 90 degrees.");
        }

        if (!(longitude is >= -180 and <= 180))
        {
            throw new ArgumentOutOfRangeException(nameof(longitude), "A longitude is from -180 to 180 degrees.");
        }

        // The database keeps no minus zero in a point; adding zero turns it into zero, and leaves all else as it is.
        Latitude = latitude + 0d;
        Longitude = longitude + 0d;
    }

    /// <summary>Degrees north, from -90 to 90.</summary>
    public double Latitude { get; }

    /// <summary>Degrees east, from -180 to 180.</summary>
    public double Longitude { get; }

    internal Value ToValue() => new() { GeoPointValue = new LatLng { Latitude = Latitude, Longitude = Longitude } };
}
