namespace AgentState;

/// <summary>An error of a token endpoint, for <see cref="OAuthOptions.ClassifyError"/>. It prints its status alone: the texts are the service's own.</summary>
public sealed class OAuthError
{
    internal OAuthError(int statusCode, string? code, string? description) => (StatusCode, Code, Description) = (statusCode, code, description);

    /// <summary>The status of the reply.</summary>
    public int StatusCode { get; }

    /// <summary>The error's code, such as <c>invalid_grant</c> (RFC 6749 section 5.2), wherever it stands in the reply. Null = there is none.</summary>
    public string? Code { get; }

    /// <summary>What the service says of it, for people; it may quote a secret. Null = nothing.</summary>
    public string? Description { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(OAuthError)} {StatusCode}";
}
