namespace AgentState;

/// <summary>Notes on their way: they stay the same, under their mark, until it is known whether they are stored.</summary>
/// <param name="Notes">What was noted.</param>
/// <param name="Mark">By which they are recognised in the task's document.</param>
/// <param name="IsRepeat">Whether they may be stored already.</param>
internal sealed record SentNotes(ClaimNotes Notes, string Mark, bool IsRepeat);
