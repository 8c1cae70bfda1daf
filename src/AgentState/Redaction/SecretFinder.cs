using System.Buffers;
using System.Text;

namespace AgentState.Internal.Redaction;

/// <summary>
/// Removes from texts all matches of <see cref="TokenRules"/> and <see cref="TextRules"/>. Pure.
/// </summary>
/// <remarks>One pass searches for the beginnings of all rules at once; most texts contain none of them.</remarks>
internal static class SecretFinder
{
    /// <summary>All rules, in the order of their precedence.</summary>
    public static IReadOnlyList<RedactionRule> Rules { get; } = [.. TextRules.All, .. TokenRules.All];

    private static readonly SearchValues<string> Beginnings = SearchValues.Create(
        [.. Rules.SelectMany(static rule => rule.Beginnings)], StringComparison.OrdinalIgnoreCase);

    // Grouped by first letter, so that few rules run at each position.
    private static readonly ILookup<char, (string Beginning, RedactionRule Rule)> ByLetter = Rules
        .SelectMany(static rule => rule.Beginnings.Select(beginning => (beginning, rule)))
        .ToLookup(static row => char.ToLowerInvariant(row.beginning[0]));

    /// <summary>Returns the text without secrets, or the same instance if it contains none.</summary>
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

    // Redacting a text twice must not change it, even if a rule takes the bracket of the mask for its own.
    private static bool IsMasked(string text, int start) =>
        text.AsSpan(start).StartsWith(Redactor.Mask) || (start > 0 && text.AsSpan(start - 1).StartsWith(Redactor.Mask));
}
