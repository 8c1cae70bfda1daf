namespace AgentState.Internal.Engines.Firestore;

/// <summary>Sends requests through a handler that the application owns, without disposing it.</summary>
/// <remarks>It also hides the handler from gRPC, which would otherwise change how a <see cref="SocketsHttpHandler"/> connects.</remarks>
internal sealed class BorrowedHandler(HttpMessageHandler owned) : HttpMessageHandler
{
    private readonly HttpMessageInvoker invoker = new(owned, disposeHandler: false);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        invoker.SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            invoker.Dispose();
        }

        base.Dispose(disposing);
    }
}
