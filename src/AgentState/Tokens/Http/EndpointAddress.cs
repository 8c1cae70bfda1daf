namespace AgentState;

/// <summary>Where secrets may be sent: over HTTPS, or to this machine. Pure.</summary>
internal static class EndpointAddress
{
    /// <summary>What is wrong with an address, as the end of a sentence that begins with its name; null = nothing is.</summary>
    public static string? ProblemOf(Uri? address) => address switch
    {
        null => "is not set. Set it to an absolute https address.",
        { IsAbsoluteUri: false } => "is not absolute. Set it to an absolute https address.",
        { UserInfo.Length: > 0 } => "has a user or a password in it. Secrets travel in headers and bodies only: take it out.",
        { Fragment.Length: > 0 } => "has a fragment (#). Take it off.",
        _ when MayCarrySecrets(address) => null,
        _ => $"is '{address.GetLeftPart(UriPartial.Authority)}'. Secrets are sent over https only; plain http is for this machine (127.0.0.1, ::1, localhost).",
    };

    /// <summary>Whether a secret may be sent there.</summary>
    public static bool MayCarrySecrets(Uri address) =>
        address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    /// <summary>An address beneath a base, whether or not that ends in a slash.</summary>
    public static Uri Beneath(Uri root, string path) => new($"{root.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path}");
}
