using AgentState.Internal.Tokens.Secrets;

namespace AgentState.Internal.Tokens.Encryption;

/// <summary>The configured local keys, from the options or else from the environment.</summary>
/// <param name="Keys">Base64 texts by id, in order.</param>
/// <param name="WritingKeyId">The id of the key that encrypts; null = none is configured.</param>
internal sealed record TokenKeyTexts(IReadOnlyList<KeyValuePair<string, SecretString>> Keys, string? WritingKeyId)
{
    public const string Variable = "AGENTSTATE_TOKEN_KEYS";

    // The generated ToString would print all members.
    public override string ToString() => nameof(TokenKeyTexts);

    /// <summary>Reads the options, or the environment variable if the options have neither keys nor a ring.</summary>
    public static TokenKeyTexts Of(TokenEncryptionOptions options, Func<string, string?> variable) =>
        options.Keys.Count == 0 && options.MakeRing is null && variable(Variable) is { } text
            ? Parse(text, options.WritingKeyId)
            : new TokenKeyTexts(
                [.. SecretTexts.Of(options.Keys)],
                options.WritingKeyId ?? (options is { MakeRing: null, Keys.Count: 1 } ? options.Keys.Keys.Single() : null));

    // id=base64;id=base64: the first key encrypts unless another one is configured. Base64 may end in equals signs.
    private static TokenKeyTexts Parse(string text, string? writingKeyId)
    {
        List<KeyValuePair<string, SecretString>> keys =
        [
            .. from entry in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
               let parts = entry.Split('=', 2, StringSplitOptions.TrimEntries)
               select KeyValuePair.Create(parts[0], SecretString.Stored(parts is [_, var key] ? key : "")),
        ];
        return new TokenKeyTexts(keys, writingKeyId ?? (keys.Count > 0 ? keys[0].Key : null));
    }
}
