namespace AgentState.Internal.Redaction;

/// <summary>How strictly the values under a key are redacted, in ascending order.</summary>
internal enum Secrecy
{
    /// <summary>Only texts that look like a secret are removed.</summary>
    None,

    /// <summary>Texts are removed; numbers are counts of tokens and stay.</summary>
    Token,

    /// <summary>Texts and numbers are removed.</summary>
    Secret,
}
