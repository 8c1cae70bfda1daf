using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>How one document differs between two moments.</summary>
/// <param name="Name">The document's full name.</param>
/// <param name="Before">What it was; null where it was not there, or not among those listened to.</param>
/// <param name="After">What it is; null likewise.</param>
internal sealed record DocumentDifference(string Name, Document? Before, Document? After);
