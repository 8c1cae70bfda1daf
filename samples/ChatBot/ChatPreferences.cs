using System.Text.Json.Serialization;

namespace ChatBot;

/// <summary>What a user may prefer. What is not stored, or was stored by somebody as something else, is as it is here.</summary>
internal sealed record ChatPreferences
{
    public string Language { get; init; } = "en";

    public bool Loud { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ChatPreferences))]
internal sealed partial class ChatJson : JsonSerializerContext;
