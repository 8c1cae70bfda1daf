using AgentState.Internal.Tasks.Stored;

namespace AgentState.Internal.Hosting.Workers;

/// <summary>Updates that were sent, and that stay unchanged under their write id until it is known whether they are stored.</summary>
/// <param name="Update">The updates.</param>
/// <param name="WriteId">The write id by which they are recognised in the task's document.</param>
/// <param name="IsRepeat">Whether they may already be stored.</param>
internal sealed record SentUpdates(ClaimUpdate Update, string WriteId, bool IsRepeat);
