namespace AgentState;

/// <summary>An error reply of a token endpoint, as passed to <see cref="OAuthOptions.ClassifyError"/>.</summary>
/// <remarks><see cref="ToString"/> returns only the status, since the other texts come from the service.</remarks>
public sealed class OAuthError
{
    internal OAuthError(int statusCode, string? code, string? description) =>
        (StatusCode, Code, Description) = (statusCode, code, description);

    /// <summary>The HTTP status code of the reply.</summary>
    public int StatusCode { get; }

    /// <summary>The error code, such as <c>invalid_grant</c> (RFC 6749 section 5.2); null if there is none.</summary>
    /// <remarks>A known code is found in any of the supported fields; otherwise it is the text of the first such field.</remarks>
    public string? Code { get; }

    /// <summary>The human-readable description from the service, which may quote a secret; null if there is none.</summary>
    public string? Description { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(OAuthError)} {StatusCode}";
}
