using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentState.Tests;

internal enum Mood
{
    Calm,
    Busy,
}

/// <summary>A payload with one property for each supported kind of value.</summary>
internal sealed record Sample
{
    public required string Name { get; init; }

    public int Count { get; init; }

    public long Big { get; init; }

    public double Ratio { get; init; }

    public float Small { get; init; }

    public double? Maybe { get; init; }

    public decimal Price { get; init; }

    public decimal? Discount { get; init; }

    public bool Flag { get; init; }

    public Mood Mood { get; init; }

    public DateTimeOffset At { get; init; }

    public DateTime? Utc { get; init; }

    public Guid Id { get; init; }

    public byte[]? Bytes { get; init; }

    public GeoPoint Place { get; init; }

    public DocumentPath? Owner { get; init; }

    public IReadOnlyList<double> Ratios { get; init; } = [];

    public Dictionary<string, float> Weights { get; init; } = [];

    public Dictionary<double, int> Histogram { get; init; } = [];

    public StateMap? Extra { get; init; }

    public Shape? Shape { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; set; }
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Circle), "circle")]
[JsonDerivedType(typeof(Square), "square")]
internal abstract record Shape;

internal sealed record Circle(double Area) : Shape;

internal sealed record Square(int Side, Shape? Inner = null) : Shape;

internal sealed record Numbers
{
    public double Plain { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public double Named { get; init; }

    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public float Quoted { get; init; }

    public ulong Unsigned { get; init; }
}

internal sealed record Node
{
    public Node? Next { get; set; }

    public List<Node> Items { get; init; } = [];

    public string? Text { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Sample))]
[JsonSerializable(typeof(Numbers))]
[JsonSerializable(typeof(Node))]
[JsonSerializable(typeof(int[]))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class SampleContext : JsonSerializerContext;
