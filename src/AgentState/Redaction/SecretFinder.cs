using System.Buffers;
using System.Text.RegularExpressions;

namespace AgentState;

/// <summary>What the tokens of well-known services look like.</summary>
internal static partial class SecretShapes
{
    private const int PatienceMilliseconds = 1_000;
    private const string PrivateKey = "-----BEGIN";
    private const int LeastDigits = 6;

    // How each of them begins, but for those of Telegram bots: nearly every text has none of these, and to look for them takes a hundredth of the expression's time.
    private static readonly SearchValues<string> Beginnings = SearchValues.Create(
        ["ghp_", "gho_", "ghr_", "ghs_", "ghu_", "github_pat_", "v1.", "eyJ", "bearer", "authorization", "AIza", "ya29.", "sk-", "xox", "AKIA", "ASIA", PrivateKey],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>A text with each of them taken out; the same text where there is none.</summary>
    public static string Redact(string text)
    {
        try
        {
            var redacted = MayHoldOne(text) ? Tokens().Replace(text, Redactor.Mask) : text;
            return redacted.Contains("://", StringComparison.Ordinal) ? LoginInUrl().Replace(redacted, $"://{Redactor.Mask}@") : redacted;
        }
        catch (RegexMatchTimeoutException)
        {
            // A text that cannot be looked through is not stored.
            return Redactor.Mask;
        }
    }

    /// <summary>False: there is none in it, and the expression need not be asked.</summary>
    public static bool MayHoldOne(ReadOnlySpan<char> text) => HoldsBot(text) || HoldsBeginning(text);

    // The digits and the colon of a Telegram bot.
    private static bool HoldsBot(ReadOnlySpan<char> text)
    {
        for (var rest = text; rest.IndexOf(':') is >= 0 and var at; rest = rest[(at + 1)..])
        {
            if (at >= LeastDigits && !rest[(at - LeastDigits)..at].ContainsAnyExceptInRange('0', '9'))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HoldsBeginning(ReadOnlySpan<char> text)
    {
        for (var from = 0; text[from..].IndexOfAny(Beginnings) is >= 0 and var next; from += next + 1)
        {
            // A word that has it in its midst ("task-7") is none; but for private keys, which begin anywhere.
            var at = from + next;
            if (at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1]) || text[at] == PrivateKey[0])
            {
                return true;
            }
        }

        return false;
    }

    // In turn: Telegram bots; GitHub, its classic, fine-grained and older installation tokens; JSON web tokens; what follows "Bearer" and "Authorization:"; Google;
    // OpenAI and Anthropic; Slack; AWS; private keys.
    [GeneratedRegex(
        """
        (?<![0-9])[0-9]{6,12}:[A-Za-z0-9_-]{33,}
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
    internal static partial Regex Tokens();

    [GeneratedRegex(@"://[^\s/:@]{1,256}:[^\s/:@]{1,1024}@", RegexOptions.CultureInvariant, PatienceMilliseconds)]
    private static partial Regex LoginInUrl();
}
