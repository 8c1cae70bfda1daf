using System.Text.Json.Serialization;

namespace HumanInTheLoop;

/// <summary>What is to be announced.</summary>
internal sealed record Order(string Subject);

/// <summary>What the agent has written, and keeps while it waits.</summary>
internal sealed record Draft(string Text);

/// <summary>What a person is asked.</summary>
internal sealed record Question(string Ask, string Text);

/// <summary>What the person says.</summary>
internal sealed record Answer(bool Publish);

/// <summary>What came of it.</summary>
internal sealed record Published(string Text);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Draft))]
[JsonSerializable(typeof(Question))]
[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(Published))]
internal sealed partial class LoopJson : JsonSerializerContext;
