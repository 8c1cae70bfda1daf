namespace AgentState.TestKit;

/// <summary>The token and revocation endpoints of the scripted provider, including GitHub's, which sends errors with status 200.</summary>
internal sealed class ProviderOAuth(ProviderGrants grants)
{
    /// <summary>The lifetime of access tokens; null omits it from the response.</summary>
    public TimeSpan? Lifetime { get; set; } = TimeSpan.FromHours(8);

    /// <summary>The lifetime of refresh tokens; null omits it from the response.</summary>
    public TimeSpan? RefreshLifetime { get; set; }

    /// <summary>The granted scopes; null omits them from the response.</summary>
    public string? Scope { get; set; }

    public ProviderAnswer Token(RecordedRequest request, int errorStatus)
    {
        switch (request.Form.GetValueOrDefault("grant_type"))
        {
            case "refresh_token" when grants.Refresh(request.Form["refresh_token"]) is { } pair:
                return Pair(pair.Access, pair.Refresh);
            case "refresh_token":
                return Error(errorStatus == 200 ? "bad_refresh_token" : "invalid_grant");
            case "client_credentials":
                return Pair(grants.Mint(), refresh: null);
            default:
                return Error("unsupported_grant_type");
        }

        ProviderAnswer Error(string code) => ProviderAnswer.Json(errorStatus, new Dictionary<string, string> { ["error"] = code });
    }

    // RFC 7009, section 2.2: revoking an unknown token is not an error.
    public ProviderAnswer Revoke(RecordedRequest request)
    {
        grants.Revoke(request.Form["token"]);
        return new ProviderAnswer(200);
    }

    private ProviderAnswer Pair(string access, string? refresh)
    {
        var body = new Dictionary<string, object> { ["access_token"] = access, ["token_type"] = "bearer" };
        if (refresh is not null)
        {
            body["refresh_token"] = refresh;
        }

        if (Lifetime is { } lifetime)
        {
            body["expires_in"] = (long)lifetime.TotalSeconds;
        }

        if (RefreshLifetime is { } longer)
        {
            body["refresh_token_expires_in"] = (long)longer.TotalSeconds;
        }

        if (Scope is not null)
        {
            body["scope"] = Scope;
        }

        return ProviderAnswer.Json(200, body);
    }
}
