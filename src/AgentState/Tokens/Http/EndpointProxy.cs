using System.Net;

namespace AgentState.Internal.Tokens.Http;

/// <summary>The process's proxy (such as <c>https_proxy</c>), used for https addresses of other machines only.</summary>
/// <remarks>A proxy would see the secrets of plain http, and could answer in place of the service.</remarks>
/// <param name="proxy">The process's proxy.</param>
internal sealed class EndpointProxy(IWebProxy proxy) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => proxy.Credentials;
        set => proxy.Credentials = value;
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : proxy.GetProxy(destination);

    public bool IsBypassed(Uri host) => host.Scheme != Uri.UriSchemeHttps || host.IsLoopback || proxy.IsBypassed(host);
}
