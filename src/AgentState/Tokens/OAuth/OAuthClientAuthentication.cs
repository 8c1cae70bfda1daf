namespace AgentState;

/// <summary>How a client authenticates at a token endpoint (RFC 6749 section 2.3.1); one method is used per request.</summary>
public enum OAuthClientAuthentication
{
    /// <summary><c>client_secret_basic</c>: the form-encoded id and secret in the header <c>Authorization</c>; the default.</summary>
    Basic,

    /// <summary><c>client_secret_post</c>: the id and the secret in the body.</summary>
    Post,

    /// <summary><c>none</c>: a public client without a secret; the id is in the body.</summary>
    None,
}
