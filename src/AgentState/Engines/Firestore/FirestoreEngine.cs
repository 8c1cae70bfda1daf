using AgentState.Internal.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Engines.Firestore;

/// <summary>Creates the engine that connects to Firestore.</summary>
internal static class FirestoreEngine
{
    /// <summary>Resolves the connection, logs ignored credentials, and creates the engine. Opens no connection.</summary>
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
