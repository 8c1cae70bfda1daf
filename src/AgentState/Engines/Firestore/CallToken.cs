namespace AgentState;

/// <summary>As whom a call is made.</summary>
/// <param name="Value">The bearer token, or null to call without one.</param>
/// <param name="QuotaProject">The project that the credentials themselves name for paying; null where they name none.</param>
internal readonly record struct CallToken(string? Value, string? QuotaProject = null)
{
    /// <summary>Never the token.</summary>
    public override string ToString() => Value is null ? "no token" : "a token";
}
