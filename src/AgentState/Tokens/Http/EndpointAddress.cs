namespace AgentState.Internal.Tokens.Http;

/// <summary>Where secrets may be sent: over https, or to this machine. Pure.</summary>
internal static class EndpointAddress
{
    /// <summary>What is wrong with an address, as the rest of a sentence that starts with its name; null = nothing.</summary>
    public static string? ProblemOf(Uri? address) => address switch
    {
        null => "is not set. Set it to an absolute https address.",
        { IsAbsoluteUri: false } => "is not absolute. Set it to an absolute https address.",
        { UserInfo.Length: > 0 } => "has a user or a password in it. Secrets are sent in headers and bodies only. Remove it.",
        { Fragment.Length: > 0 } => "has a fragment (#). Remove it.",
        _ when MayCarrySecrets(address) => null,
        _ => $"is '{address.GetLeftPart(UriPartial.Authority)}'. Secrets are sent only over https, or over http to this machine " +
            "(127.0.0.1, ::1, localhost). Use https.",
    };

    /// <summary>Whether a secret may be sent there.</summary>
    public static bool MayCarrySecrets(Uri address) =>
        address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    /// <summary>Appends a path to a base address, with or without a trailing slash.</summary>
    public static Uri Beneath(Uri root, string path) => new($"{root.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path}");
}
