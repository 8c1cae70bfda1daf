using System.Net;

namespace AgentState;

/// <summary>
/// The proxy of a process (<c>http_proxy</c> and its like), for addresses over https alone, which it cannot read. What goes to this machine goes
/// there: a proxy would see the secrets of plain http, and could answer in the service's place.
/// </summary>
/// <param name="proxy">The process's own proxy.</param>
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
