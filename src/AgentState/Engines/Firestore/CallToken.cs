namespace AgentState.Internal.Engines.Firestore;

/// <summary>The token of a call.</summary>
/// <param name="Value">The bearer token; null for a call without a token.</param>
/// <param name="QuotaProject">The project to bill that the credentials name; null if they name none.</param>
internal readonly record struct CallToken(string? Value, string? QuotaProject = null)
{
    /// <summary>Returns a text that does not contain the token.</summary>
    public override string ToString() => Value is null ? "no token" : "a token";
}
