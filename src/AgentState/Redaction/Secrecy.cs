namespace AgentState;

/// <summary>What may be kept of the values under a key, in growing order.</summary>
internal enum Secrecy
{
    /// <summary>All but what looks like a secret.</summary>
    None,

    /// <summary>A token is text: numbers are counts of tokens, and stay.</summary>
    Token,

    /// <summary>A secret may be a number as well.</summary>
    Secret,
}
