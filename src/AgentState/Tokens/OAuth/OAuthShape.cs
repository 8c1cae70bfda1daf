namespace AgentState;

/// <summary>
/// What decides which token a client gets by its credentials, as a stable text. A refreshed one is decided by what was consented to. Other
/// parameters than the two known ones are left out: they might be secrets. Pure.
/// </summary>
internal static class OAuthShape
{
    public static string? Of(OAuthOptions options) => options.GrantType is OAuthGrantType.ClientCredentials
        ? ShapeText.Of(
            ("client", [options.ClientId!]),
            ("endpoint", [options.TokenEndpoint!.GetLeftPart(UriPartial.Path)]),
            ("scope", options.Scopes),
            (OAuthParameters.Audience, Find(options, OAuthParameters.Audience)),
            (OAuthParameters.Resource, Find(options, OAuthParameters.Resource)))
        : null;

    private static string[] Find(OAuthOptions options, string name) =>
        [.. SecretTexts.Of(options.Parameters).Where(parameter => parameter.Key == name).Select(parameter => parameter.Value.Reveal())];
}
