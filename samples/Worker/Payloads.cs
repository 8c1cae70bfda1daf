using System.Text.Json.Serialization;

namespace Worker;

/// <summary>What a review is about.</summary>
internal sealed record ReviewRequest(string Repository, int PullRequest);

/// <summary>What came of it.</summary>
internal sealed record ReviewResult(int Findings);

/// <summary>What a comment is about.</summary>
internal sealed record CommentRequest(string Repository, int PullRequest, int Findings);

/// <summary>What came of it.</summary>
internal sealed record CommentResult(string Text);

/// <summary>How far a task has come, for people to see.</summary>
internal sealed record Step(int Done, int Of);

/// <summary>Payloads and results by source-generated metadata: no reflection, so that the worker can be trimmed or compiled ahead of time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReviewRequest))]
[JsonSerializable(typeof(ReviewResult))]
[JsonSerializable(typeof(CommentRequest))]
[JsonSerializable(typeof(CommentResult))]
[JsonSerializable(typeof(Step))]
internal sealed partial class WorkerJson : JsonSerializerContext;
