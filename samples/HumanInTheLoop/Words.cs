using System.Text.Json.Serialization;

namespace HumanInTheLoop;

/// <summary>The payload: the subject of the announcement.</summary>
internal sealed record Order(string Subject);

/// <summary>The saved draft of the agent.</summary>
internal sealed record Draft(string Text);

/// <summary>The question to the person.</summary>
internal sealed record Question(string Ask, string Text);

/// <summary>The reply of the person.</summary>
internal sealed record Answer(bool Publish);

/// <summary>The result of the task.</summary>
internal sealed record Published(string Text);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Draft))]
[JsonSerializable(typeof(Question))]
[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(Published))]
internal sealed partial class LoopJson : JsonSerializerContext;
