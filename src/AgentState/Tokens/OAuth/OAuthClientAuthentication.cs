namespace AgentState;

/// <summary>How a client tells a token endpoint who it is (RFC 6749 section 2.3.1). Exactly one way is used.</summary>
public enum OAuthClientAuthentication
{
    /// <summary><c>client_secret_basic</c>: the id and the secret, each form-encoded, in the header <c>Authorization</c>. The default.</summary>
    Basic,

    /// <summary><c>client_secret_post</c>: the id and the secret in the body.</summary>
    Post,

    /// <summary><c>none</c>: a public client, which has no secret. Its id is in the body.</summary>
    None,
}
