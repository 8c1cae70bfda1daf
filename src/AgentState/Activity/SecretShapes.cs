using System.Text.RegularExpressions;

namespace AgentState;

/// <summary>What the tokens of well-known services look like.</summary>
internal static partial class SecretShapes
{
    private const int PatienceMilliseconds = 1_000;

    /// <summary>A text with each of them taken out; the same text where there is none.</summary>
    public static string Redact(string text)
    {
        try
        {
            var redacted = Tokens().Replace(text, Redactor.Mask);
            return redacted.Contains("://", StringComparison.Ordinal) ? LoginInUrl().Replace(redacted, $"://{Redactor.Mask}@") : redacted;
        }
        catch (RegexMatchTimeoutException)
        {
            // A text that cannot be looked through is not stored.
            return Redactor.Mask;
        }
    }

    // In turn: Telegram bots; GitHub, its classic, fine-grained and older installation tokens; JSON web tokens; what follows "Bearer" and "Authorization:"; Google;
    // OpenAI and Anthropic; Slack; AWS; private keys.
    [GeneratedRegex(
        """
        (?<!\d)\d{6,12}:[A-Za-z0-9_-]{33,}
        |(?<![A-Za-z0-9])gh[oprsu]_[A-Za-z0-9_.-]{19,}[A-Za-z0-9_-]
        |(?<![A-Za-z0-9])github_pat_[A-Za-z0-9_]{20,}
        |(?<![A-Za-z0-9])v1\.[0-9a-f]{40}(?![0-9a-f])
        |(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}
        |(?<=\b(?i:bearer)\s)[A-Za-z0-9._~+/-]{16,}=*
        |(?<=\b(?i:authorization)\s?[:=]\s?)[^\s"',;]+(\s[^\s"',;]+)?
        |(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}
        |(?<![A-Za-z0-9])ya29\.[A-Za-z0-9_.-]{20,}
        |(?<![A-Za-z0-9])sk-[A-Za-z0-9_-]{20,}
        |(?<![A-Za-z0-9])xox[abeoprs]-[A-Za-z0-9-]{10,}
        |(?<![A-Za-z0-9])(AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])
        |-----BEGIN\s[A-Z\s]{0,40}PRIVATE\sKEY-----[^-]*(-----END\s[A-Z\s]{0,40}PRIVATE\sKEY-----)?
        """,
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        PatienceMilliseconds)]
    private static partial Regex Tokens();

    [GeneratedRegex(@"://[^\s/:@]{1,256}:[^\s/:@]{1,1024}@", RegexOptions.CultureInvariant, PatienceMilliseconds)]
    private static partial Regex LoginInUrl();
}
