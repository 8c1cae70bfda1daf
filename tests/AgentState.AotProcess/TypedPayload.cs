using System.Text.Json.Serialization;

namespace AgentState.AotProcess;

/// <summary>Writes and reads a payload with source-generated metadata.</summary>
internal static partial class TypedPayload
{
    /// <summary>Whether a payload comes back equal, and a missing member is named.</summary>
    public static bool IsChecked()
    {
        var order = new Order("octo/garden", 7, [new Item("a")]);
        var map = StateMap.From(order, OrderContext.Default.Order);
        return map.To(OrderContext.Default.Order).Items is [{ Name: "a" }]
            && MissingIn("""{"repository":"octo/garden","items":[]}""") == "number"
            && MissingIn("""{"repository":null,"number":7,"items":[]}""") == "repository"
            && MissingIn("""{"repository":"octo/garden","number":7,"items":[{}]}""") == "items[0].name";
    }

    private static string? MissingIn(string json)
    {
        try
        {
            StateMap.FromJson(json).To(OrderContext.Default.Order);
            return null;
        }
        catch (StateDataException error)
        {
            return error.FieldPath;
        }
    }

    internal sealed record Order(string Repository, int Number, IReadOnlyList<Item> Items);

    internal sealed record Item(string Name);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Order))]
    internal sealed partial class OrderContext : JsonSerializerContext;
}
