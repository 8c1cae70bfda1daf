using System.Text.Json.Serialization;

namespace ChatBot;

/// <summary>The preferences of a user. A missing value, or one of another type, has the default below.</summary>
internal sealed record ChatPreferences
{
    public string Language { get; init; } = "en";

    public bool Loud { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ChatPreferences))]
internal sealed partial class ChatJson : JsonSerializerContext;
