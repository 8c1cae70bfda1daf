namespace AgentState.Internal.Redaction;

/// <summary>Splits a key into lower-case words; <c>nextPageToken</c> and <c>Next-Page.Token</c> have the same words.</summary>
internal static class KeyWords
{
    public static IReadOnlyList<string> Of(string key)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 0; i <= key.Length; i++)
        {
            if (i == key.Length || IsSeparator(key[i]))
            {
                Add(start, i);
                start = i + 1;
            }
            else if (i > start && BeginsAWord(key, i))
            {
                Add(start, i);
                start = i;
            }
        }

        return words;

        void Add(int from, int to)
        {
            if (to <= from)
            {
                return;
            }

            var word = key[from..to].ToLowerInvariant();
            if (word is "auth" && words is [.., "o"])
            {
                words[^1] = "oauth";
                return;
            }

            words.Add(word);
        }
    }

    // "dbPassword" and "APIKey": after a lower-case letter, and before the last of several capitals.
    private static bool BeginsAWord(string key, int i) =>
        char.IsUpper(key[i]) && (!char.IsUpper(key[i - 1]) || (i + 1 < key.Length && char.IsLower(key[i + 1])));

    private static bool IsSeparator(char letter) => letter is '_' or '-' or '.' or ' ' or ':' or '/';
}
