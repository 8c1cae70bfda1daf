namespace AgentState;

/// <summary>Which keys of a map name a secret.</summary>
internal sealed class SecretKeys(IEnumerable<string> more)
{
    private const string Token = "token";

    private readonly string[] words =
        ["secret", "password", "passwd", "passphrase", "authorization", "credential", "apikey", "privatekey", .. more.Select(Plain)];

    /// <summary>What the values under a key are.</summary>
    public Secrecy Of(string key)
    {
        var plain = Plain(key);
        return words.Any(word => plain.Contains(word, StringComparison.Ordinal)) ? Secrecy.Secret
            : plain.Contains(Token, StringComparison.Ordinal) ? Secrecy.Token
            : Secrecy.None;
    }

    /// <summary>The letters and digits that count: <c>API-Key</c> is <c>apikey</c>.</summary>
    public static string Plain(string key) => string.Create(
        key.Length - key.Count(IsSeparator),
        key,
        static (plain, key) =>
        {
            var at = 0;
            foreach (var letter in key)
            {
                if (!IsSeparator(letter))
                {
                    plain[at++] = char.ToLowerInvariant(letter);
                }
            }
        });

    private static bool IsSeparator(char letter) => letter is '_' or '-' or '.' or ' ';
}
