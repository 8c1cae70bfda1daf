using System.Buffers;

namespace AgentState.Internal.Redaction;

/// <summary>Determines which keys of a map name a secret.</summary>
/// <remarks>
/// It splits a key into words: <c>dbPassword</c> names a secret, <c>passwordCount</c> describes one, and <c>passenger</c> is another word.
/// </remarks>
internal sealed class SecretKeys(IEnumerable<string> more)
{
    // Parts of a word, since many keys have no separator between their words.
    private static readonly string[] Parts =
    [
        "secret", "password", "passwd", "passphrase", "authorization", "credential", "apikey", "privatekey", "accesskey", "signingkey",
        "connectionstring",
    ];

    private static readonly HashSet<string> Words = ["pwd", "jwt", "jwts", "dsn", "cookie", "cookies"];

    // Numbers under these are counts, such as the number of tests that passed.
    private static readonly HashSet<string> WordsOfText = ["pass", "auth"];

    // As the last word: the value describes a secret and does not contain it.
    private static readonly HashSet<string> Describing =
    [
        "age", "alert", "alerts", "algorithm", "algorithms", "at", "class", "count", "counts", "enabled", "endpoint", "expiration",
        "expires", "expiry", "file", "format", "in", "issuer", "kind", "length", "level", "lifetime", "limit", "limits", "location",
        "method", "mode", "name", "names", "on", "path", "policy", "provider", "required", "requirement", "scanning", "scope", "scopes",
        "size", "source", "state", "status", "ttl", "type", "types", "uri", "url", "urls", "version",
    ];

    // Before "token": a position in a list, or a part of a text.
    private static readonly HashSet<string> OtherTokens =
        ["bos", "cancellation", "continuation", "eos", "next", "page", "pad", "resume", "stop", "sync", "unk"];

    private static readonly HashSet<string> Counting =
    [
        "accepted", "audio", "average", "avg", "budget", "cache", "cached", "completion", "context", "count", "creation", "estimated",
        "image", "input", "max", "min", "num", "output", "per", "prediction", "prompt", "reasoning", "rejected", "remaining", "stop",
        "text", "thinking", "total", "usage", "used",
    ];

    private static readonly SearchValues<string> Usage =
        SearchValues.Create(["usage", "stats", "statistics", "metrics", "counts"], StringComparison.OrdinalIgnoreCase);

    // A fast check: most keys contain none of these and need not be split.
    private static readonly SearchValues<string> Signs = SearchValues.Create(
        ["secret", "pass", "pwd", "auth", "credential", "key", "connection", "token", "jwt", "dsn", "cookie"],
        StringComparison.OrdinalIgnoreCase);

    private readonly string[] more = [.. more.Select(Plain)];

    /// <summary>Returns how strictly to redact the values under a key.</summary>
    public Secrecy Of(string key)
    {
        if (more.Length > 0 && Plain(key) is var plain && more.Any(word => plain.Contains(word, StringComparison.Ordinal)))
        {
            return Secrecy.Secret;
        }

        if (!key.AsSpan().ContainsAny(Signs))
        {
            return Secrecy.None;
        }

        var words = KeyWords.Of(key);
        return words.Count == 0 || IsDescription(words) ? Secrecy.None
            : words.Any(IsSecret) || Pairs(words).Any(IsSecret) ? Secrecy.Secret
            : words.Any(WordsOfText.Contains) || IsToken(words) ? Secrecy.Token
            : Secrecy.None;
    }

    /// <summary>Returns whether a key stands for measured usage, so that numbers under it are counts and not secrets.</summary>
    public static bool IsUsage(string key) => key.AsSpan().ContainsAny(Usage);

    /// <summary>Returns the key in lower case without separators: <c>API-Key</c> becomes <c>apikey</c>.</summary>
    public static string Plain(string key) => string.Concat(KeyWords.Of(key));

    private static bool IsSecret(string word) =>
        Words.Contains(word) || Array.Exists(Parts, part => word.Contains(part, StringComparison.Ordinal));

    private static IEnumerable<string> Pairs(IReadOnlyList<string> words) =>
        words.Skip(1).Zip(words, static (second, first) => first + second);

    // "token_id" and "access_key_id" only identify a secret. A "secret_id" is a secret.
    private static bool IsDescription(IReadOnlyList<string> words) =>
        words.Count > 1 && (Describing.Contains(words[^1]) || (words[^1] is "id" or "ids" && words[^2] is "token" or "tokens" or "key"));

    private static bool IsToken(IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var isOne = words[i].EndsWith("token", StringComparison.Ordinal);
            var areMany = words[i].EndsWith("tokens", StringComparison.Ordinal);
            if ((isOne && !(i > 0 ? OtherTokens.Contains(words[i - 1]) : OtherTokens.Any(other => words[i] == other + "token"))) ||
                (areMany && !words.Any(Counting.Contains)))
            {
                return true;
            }
        }

        return false;
    }
}
