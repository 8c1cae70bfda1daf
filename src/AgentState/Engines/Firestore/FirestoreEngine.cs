using Microsoft.Extensions.Logging;

namespace AgentState;

/// <summary>Makes the engine that connects to Firestore.</summary>
internal static class FirestoreEngine
{
    /// <summary>Decides where to connect, logs what is surprising about it, and makes the engine. Opens nothing.</summary>
    public static FirestoreDocumentStore Create(ConnectionSettings settings, ILogger logger)
    {
        var connection = ConnectionResolver.Resolve(settings);
        if (connection.UnusedCredentials.Count > 0)
        {
            Log.EmulatorBeforeCredentials(logger, connection.Address.Authority, string.Join(", ", connection.UnusedCredentials));
        }

        return new FirestoreDocumentStore(connection);
    }
}
