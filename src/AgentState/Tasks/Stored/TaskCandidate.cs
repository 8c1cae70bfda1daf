using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Tasks.Stored;

/// <summary>A task that could be claimed when it was read, and the agent that claims it.</summary>
/// <param name="Document">The document. The claim is made on condition that its version is unchanged.</param>
/// <param name="Task">The task read from the document.</param>
/// <param name="AgentId">The agent that claims the task.</param>
internal sealed record TaskCandidate(Document Document, AgentTask Task, string AgentId);
