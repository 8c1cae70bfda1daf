namespace AgentState;

/// <summary>
/// What is taken out of every entry of the activity log, and of the messages of failed attempts, before they are stored. Known by themselves are values under keys
/// that name a secret (a token, password, credential, cookie, connection string), texts that look like the tokens of well-known services, and what stands in a text
/// where secrets stand (an Authorization header, a login in a URL, <c>Password=..</c>).
/// </summary>
public sealed class RedactionOptions
{
    /// <summary>More words that mark a key: the values under every key that has one in it are taken out, whatever they are. Case, blanks, <c>_</c>, <c>-</c> and <c>.</c> do not count. Default none.</summary>
    public IList<string> Keys { get; } = [];

    /// <summary>
    /// More regular expressions: what matches in a text is taken out. They run in linear time (<see cref="System.Text.RegularExpressions.RegexOptions.NonBacktracking"/>), so
    /// without look-around and back-references. Default none.
    /// </summary>
    public IList<string> Patterns { get; } = [];
}
