using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>What one query of a claimer asks for.</summary>
/// <param name="Window">How many tasks, at the most.</param>
/// <param name="After">Behind which one; null = from the first.</param>
/// <param name="Share">Of which share's lanes; null = of all, and those as well that have none stored.</param>
internal sealed record ClaimLook(int Window, Document? After = null, ClaimShare? Share = null)
{
    /// <summary>Whether an empty answer means that there is nothing at all.</summary>
    public bool IsOfAll => After is null && Share is null;
}
