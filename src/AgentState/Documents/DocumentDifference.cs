using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Documents;

/// <summary>The difference of one document between two snapshots.</summary>
/// <param name="Name">The document's full name.</param>
/// <param name="Before">The earlier document; null if it did not exist or was not part of the listened set.</param>
/// <param name="After">The later document; null if it does not exist or is not part of the listened set.</param>
internal sealed record DocumentDifference(string Name, Document? Before, Document? After);
