using System.Text.Json.Serialization;

namespace Worker;

/// <summary>The payload of a review.</summary>
internal sealed record ReviewRequest(string Repository, int PullRequest);

/// <summary>The result of a review.</summary>
internal sealed record ReviewResult(int Findings);

/// <summary>The payload of a comment.</summary>
internal sealed record CommentRequest(string Repository, int PullRequest, int Findings);

/// <summary>The result of a comment.</summary>
internal sealed record CommentResult(string Text);

/// <summary>The progress of a review.</summary>
internal sealed record Step(int Done, int Of);

/// <summary>Source-generated metadata of payloads and results, so that the worker can be trimmed or compiled ahead of time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReviewRequest))]
[JsonSerializable(typeof(ReviewResult))]
[JsonSerializable(typeof(CommentRequest))]
[JsonSerializable(typeof(CommentResult))]
[JsonSerializable(typeof(Step))]
internal sealed partial class WorkerJson : JsonSerializerContext;
