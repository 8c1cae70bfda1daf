namespace AgentState;

/// <summary>Configures which secrets are removed from activity entries and failure messages before they are stored.</summary>
/// <remarks>
/// The built-in rules, which are always active, remove:
/// <list type="bullet">
/// <item>values under keys that name a secret (a token, password, credential, cookie or connection string);</item>
/// <item>texts that look like tokens of well-known services;</item>
/// <item>secrets in their usual context in a text (an Authorization header, a login in a URL, <c>Password=..</c>).</item>
/// </list>
/// </remarks>
public sealed class RedactionOptions
{
    /// <summary>Additional words that name a secret: the values under every key that contains one are removed. Default none.</summary>
    /// <remarks>
    /// The comparison ignores case, blanks, <c>_</c>, <c>-</c>, <c>.</c>, <c>:</c> and <c>/</c>. Null, booleans, timestamps and words such
    /// as <c>read</c>, <c>none</c> or <c>enabled</c> stay, and so do numbers under a key of measured usage such as <c>usage</c>.
    /// </remarks>
    public IList<string> Keys { get; } = [];

    /// <summary>Additional regular expressions: every match in a text or in a key is removed. Default none.</summary>
    /// <remarks>
    /// They run in linear time (<see cref="System.Text.RegularExpressions.RegexOptions.NonBacktracking"/>), so look-around and
    /// back-references are not supported. A pattern that is not valid fails the validation of the options at startup.
    /// </remarks>
    public IList<string> Patterns { get; } = [];
}
