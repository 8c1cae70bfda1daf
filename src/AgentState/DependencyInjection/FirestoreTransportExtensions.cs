using AgentState.Internal.Engines.Firestore;
using Grpc.Core;

namespace AgentState;

/// <summary>Lets the Firestore engine use a transport of the application, and shares the engine's own connection.</summary>
/// <remarks>Other engines ignore these settings.</remarks>
public static class FirestoreTransportExtensions
{
    /// <summary>Sends all calls through an HTTP handler of the application, for example to use a proxy or a client certificate.</summary>
    /// <param name="options">The options.</param>
    /// <param name="handler">
    /// The handler. It must support HTTP/2, and it controls how connections are opened and kept alive. The library neither changes nor
    /// disposes it; dispose it after the container.
    /// </param>
    /// <remarks>
    /// One connection carries 100 calls and listeners at a time, so set <see cref="SocketsHttpHandler.EnableMultipleHttp2Connections"/>.
    /// Google's login and the services of the token vault do not use the handler. The last call of this method or of
    /// <see cref="UseCallInvoker"/> wins.
    /// </remarks>
    /// <example><code>
    /// services.AddAgentState(options => options.UseHttpHandler(new SocketsHttpHandler
    /// {
    ///     EnableMultipleHttp2Connections = true,
    ///     KeepAlivePingDelay = TimeSpan.FromSeconds(30),
    ///     Proxy = new WebProxy("http://proxy.example.internal:3128"),
    /// }));
    /// </code></example>
    public static void UseHttpHandler(this AgentStateOptions options, HttpMessageHandler handler)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);

        options.Transport = new FirestoreTransport { Handler = handler };
    }

    /// <summary>Makes all calls through a gRPC call invoker of the application, for example to add interceptors.</summary>
    /// <param name="options">The options.</param>
    /// <param name="invoker">
    /// The invoker. The library does not dispose it; dispose its channel after the container. Set <c>MaxReceiveMessageSize</c> of the
    /// channel to at least 32 MiB: the default of gRPC is 4 MiB, and a page of large documents can exceed that.
    /// </param>
    /// <remarks>
    /// The invoker determines the address: the validation of the options fails if <see cref="AgentStateOptions.EmulatorHost"/> or
    /// <see cref="AgentStateOptions.Endpoint"/> is also set. The library ignores the emulator and the credentials of the environment. It
    /// adds a token only if <see cref="AgentStateOptions.Credential"/> is set; otherwise the invoker must authenticate its calls. Calls
    /// have a deadline and the routing headers of the service. Exceptions of interceptors reach the caller unchanged, except
    /// <see cref="RpcException"/>, which is translated like a failed call. The last call of this method or of <see cref="UseHttpHandler"/>
    /// wins.
    /// </remarks>
    /// <example><code>
    /// services.AddAgentState(options =>
    /// {
    ///     options.ProjectId = "my-fleet";
    ///     options.UseCallInvoker(channel.Intercept(new TracingInterceptor()));
    /// });
    /// </code></example>
    public static void UseCallInvoker(this AgentStateOptions options, CallInvoker invoker)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(invoker);

        options.Transport = new FirestoreTransport { Invoker = invoker };
    }

    /// <summary>Gets a gRPC call invoker that shares this client's connection and credentials with other Firestore clients.</summary>
    /// <param name="client">The client.</param>
    /// <returns>
    /// An invoker that adds the token and the quota project to each call. The container owns it: do not dispose it. It fails once the
    /// container is disposed; with <see cref="UseCallInvoker"/> it works as long as the application's invoker.
    /// </returns>
    /// <remarks>
    /// Pass it to <c>FirestoreClientBuilder.CallInvoker</c> of the official client, or to any other generated client. The library does not
    /// meter (<see cref="AgentStateClient.Billed"/>), retry or trace its calls, and sets no deadline. They throw
    /// <see cref="RpcException"/>. A call with its own credentials keeps them. gRPC sends no token over an invoker of the application
    /// (<see cref="UseCallInvoker"/>) that uses plain text.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// The registration uses another engine, such as <see cref="AgentStateBuilder.UseEmbedded"/>, and has no connection to Firestore.
    /// </exception>
    /// <example><code>
    /// var official = new FirestoreClientBuilder { CallInvoker = client.GetFirestoreCallInvoker() }.Build();
    /// var database = FirestoreDb.Create("my-fleet", official);
    /// </code></example>
    public static CallInvoker GetFirestoreCallInvoker(this AgentStateClient client)
    {
        ArgumentNullException.ThrowIfNull(client);

        return client.Engine is FirestoreDocumentStore store
            ? store.SharedInvoker
            : throw new InvalidOperationException(
                "This registration does not use the Firestore engine, so it has no connection to share. Remove UseEmbedded or UseSqlite.");
    }
}
