using System.Buffers;
using System.Text;

namespace AgentState;

/// <summary>
/// Takes out of texts what matches a rule of <see cref="TokenRules"/> or <see cref="TextRules"/>. One pass looks for the beginnings of all
/// rules at once; nearly every text has none of them. Pure.
/// </summary>
internal static class SecretFinder
{
    /// <summary>All rules, in the order in which they are tried.</summary>
    public static IReadOnlyList<RedactionRule> Rules { get; } = [.. TextRules.All, .. TokenRules.All];

    private static readonly SearchValues<string> Beginnings = SearchValues.Create(
        [.. Rules.SelectMany(static rule => rule.Beginnings)], StringComparison.OrdinalIgnoreCase);

    // By the first letter of a beginning: few rules are tried at a place.
    private static readonly ILookup<char, (string Beginning, RedactionRule Rule)> ByLetter = Rules
        .SelectMany(static rule => rule.Beginnings.Select(beginning => (beginning, rule)))
        .ToLookup(static row => char.ToLowerInvariant(row.beginning[0]));

    /// <summary>A text with each secret taken out; the same text where there is none.</summary>
    public static string Redact(string text)
    {
        StringBuilder? redacted = null;
        var done = 0;
        for (var at = 0; at < text.Length && text.AsSpan(at).IndexOfAny(Beginnings) is >= 0 and var next;)
        {
            at += next;
            if (Find(text, at, done) is not { } secret)
            {
                at++;
                continue;
            }

            (redacted ??= new StringBuilder(text.Length)).Append(text, done, secret.Start - done).Append(Redactor.Mask);
            (done, at) = (secret.End, Math.Max(secret.End, at + 1));
        }

        return redacted is null ? text : redacted.Append(text, done, text.Length - done).ToString();
    }

    private static (int Start, int End)? Find(string text, int at, int done)
    {
        foreach (var (beginning, rule) in ByLetter[char.ToLowerInvariant(text[at])])
        {
            if (text.AsSpan(at).StartsWith(beginning, StringComparison.OrdinalIgnoreCase) &&
                rule.Find(text, at) is { } secret && secret.Start >= done && !IsMasked(text, secret.Start))
            {
                return secret;
            }
        }

        return null;
    }

    // What was redacted before stays as it is, where the mask's bracket is taken for one of the text, too.
    private static bool IsMasked(string text, int start) =>
        text.AsSpan(start).StartsWith(Redactor.Mask) || (start > 0 && text.AsSpan(start - 1).StartsWith(Redactor.Mask));
}
