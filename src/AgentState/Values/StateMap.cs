using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>PLACEHOLDER of the skeleton: the values room writes it.</summary>
public sealed class StateMap
{
    internal StateMap(MapValue fields) => Fields = fields;

    /// <summary>A map without entries.</summary>
    public static StateMap Empty { get; } = new(new MapValue());

    internal MapValue Fields { get; }
}
