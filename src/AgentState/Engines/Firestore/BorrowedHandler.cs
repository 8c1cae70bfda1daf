namespace AgentState;

/// <summary>
/// Sends by a handler of the application's, which stays the application's: it is not disposed, and gRPC, which would take over the
/// connecting of a <see cref="SocketsHttpHandler"/> that it sees, does not change it.
/// </summary>
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
