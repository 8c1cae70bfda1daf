using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>A task that could be claimed when it was seen, and the agent that would.</summary>
/// <param name="Document">The document, as it was seen: a claim is made on condition that it is so still.</param>
/// <param name="Task">The same, read.</param>
/// <param name="AgentId">The agent that claims it.</param>
internal sealed record TaskCandidate(Document Document, AgentTask Task, string AgentId);
