using Grpc.Core;

namespace AgentState;

/// <summary>
/// Brings a transport of the application's own to the Firestore engine, and shares the engine's. Other engines do not use it.
/// </summary>
public static class FirestoreTransportExtensions
{
    /// <summary>
    /// Sends all calls by an HTTP handler of the application's own, such as one with a proxy or a client certificate. Called again, or
    /// <see cref="UseCallInvoker"/> after it, the last one wins.
    /// </summary>
    /// <param name="options">The options.</param>
    /// <param name="handler">
    /// The handler. It is not changed and not disposed: the application does so, after the container. It has to speak HTTP/2, and decides
    /// how connections are made and kept alive. One connection takes 100 calls and listeners at a time: set
    /// <see cref="SocketsHttpHandler.EnableMultipleHttp2Connections"/>.
    /// </param>
    /// <remarks>Google's login and the services of the token vault do not use it.</remarks>
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

    /// <summary>
    /// Makes all calls by a call invoker of the application's own, such as one with interceptors. It decides where to connect:
    /// <see cref="AgentStateOptions.EmulatorHost"/> and <see cref="AgentStateOptions.Endpoint"/> cannot be set beside it,
    /// and the emulator and the credentials of the environment are not used. Called again, or
    /// <see cref="UseHttpHandler"/> after it, the last one wins.
    /// </summary>
    /// <param name="options">The options.</param>
    /// <param name="invoker">
    /// The invoker. It is not disposed: the application ends its channel, after the container. Calls have a deadline and the headers that
    /// the service routes by. An exception of an interceptor of yours passes through. Set <c>MaxReceiveMessageSize</c> of its channel to at
    /// least 32 MiB, as the library's own: gRPC takes 4 MiB by default, and a page of large documents is more. Calls carry a token where <see cref="AgentStateOptions.Credential"/> is set; otherwise the invoker logs in
    /// by itself.
    /// </param>
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

    /// <summary>
    /// Gets a call invoker over this client's connection and login, so that collections of the application's own need no second one: for
    /// the official client's <c>FirestoreClientBuilder.CallInvoker</c>, or any other generated client.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <returns>
    /// An invoker that adds the token and the quota project to each call. It is the container's, needs no disposal, and fails once the
    /// container is disposed; over a call invoker of the application's it lives as long as that one.
    /// </returns>
    /// <remarks>
    /// Calls on it are those of the program that makes them: they are not metered (<see cref="AgentStateClient.Billed"/>), not repeated
    /// and not traced, have no deadline of the library's, and may throw <see cref="RpcException"/>. A call with credentials of its own
    /// keeps them. Over a call invoker of the application's (<see cref="UseCallInvoker"/>) in plain text gRPC sends no token.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// The registration uses another engine, such as <see cref="AgentStateBuilder.UseEmbedded"/>, which has no connection.
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
                "This registration does not use the Firestore engine, so it has no connection to share. Leave out UseEmbedded.");
    }
}
