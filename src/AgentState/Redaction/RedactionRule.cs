using System.Text.RegularExpressions;

namespace AgentState.Internal.Redaction;

/// <summary>The rule that finds one kind of secret in a text, with an example.</summary>
/// <param name="Name">The kind of secret.</param>
/// <param name="Beginnings">The possible beginnings of the secret, in any case. The expression runs only where one occurs.</param>
/// <param name="Shape">
/// The expression for the whole secret. The match of its group <c>secret</c> is removed. Without that group, the whole match is removed,
/// from the start of the group <c>from</c> if it has one. Every repetition has an upper bound, so that searching a text takes linear time.
/// </param>
/// <param name="Example">A made-up secret that the rule removes.</param>
/// <param name="Counterexample">A similar text that the rule keeps.</param>
internal sealed record RedactionRule(string Name, string[] Beginnings, string Shape, string Example, string Counterexample)
{
    private Regex? shape;

    /// <summary>Whether the secret may begin within a word, directly after a letter or a digit.</summary>
    public bool BeginsAnywhere { get; init; }

    /// <summary>Returns the range of the secret that begins at a position of a text; null if none begins there.</summary>
    public (int Start, int End)? Find(string text, int at)
    {
        if (!BeginsAnywhere && at > 0 && char.IsAsciiLetterOrDigit(text[at - 1]))
        {
            return null;
        }

        var match = (shape ??= Compile(Shape)).Match(text, at);
        if (!match.Success)
        {
            return null;
        }

        var (secret, from) = (match.Groups["secret"], match.Groups["from"]);
        var (start, end) = secret.Success
            ? (secret.Index, secret.Index + secret.Length)
            : (from.Success ? from.Index : match.Index, match.Index + match.Length);
        return end > start ? (start, end) : null;
    }

    // Interpreted, not compiled: every repetition is bounded, and the expression runs at few positions.
    private static Regex Compile(string shape) =>
        new($@"\G(?:{shape})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Regex.InfiniteMatchTimeout);
}
