using System.Text.RegularExpressions;

namespace AgentState;

/// <summary>One kind of secret: how it is found in a text, with an example.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Beginnings">How it begins, in any case. No expression is tried where none of these stands.</param>
/// <param name="Shape">
/// The expression for the whole, from its beginning on. What its group <c>secret</c> matches is taken out; without one, all that it matches,
/// from where its group <c>from</c> begins, if it has one.
/// Every repetition has an upper bound, so that a text is looked through in linear time.
/// </param>
/// <param name="Example">A made-up one.</param>
/// <param name="Counterexample">Something similar that stays.</param>
internal sealed record RedactionRule(string Name, string[] Beginnings, string Shape, string Example, string Counterexample)
{
    private Regex? shape;

    /// <summary>Whether it may begin within a word, right behind a letter or a digit.</summary>
    public bool BeginsAnywhere { get; init; }

    /// <summary>Where the secret is that begins at a position of a text; null where none does.</summary>
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

    // Bounded as each repetition is, an expression that is interpreted is fast enough for the few places where it is tried.
    private static Regex Compile(string shape) =>
        new($@"\G(?:{shape})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Regex.InfiniteMatchTimeout);
}
