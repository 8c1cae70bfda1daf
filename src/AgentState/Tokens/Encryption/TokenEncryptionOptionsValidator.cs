using System.Buffers.Text;
using AgentState.Internal.Data.Checks;
using Microsoft.Extensions.Options;

namespace AgentState.Internal.Tokens.Encryption;

/// <summary>Validates the encryption options at startup.</summary>
/// <remarks>Each message says what to do. None quotes a key, or a value that may be a key in the wrong setting.</remarks>
internal sealed class TokenEncryptionOptionsValidator : IValidateOptions<TokenEncryptionOptions>
{
    private const int MaxVaultIdLength = 200;
    private const string HowToMake = "Create one with: openssl rand -base64 32";

    public ValidateOptionsResult Validate(string? name, TokenEncryptionOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        if (options.VaultId is not { Length: > 0 and <= MaxVaultIdLength } vaultId ||
            vaultId.Any(char.IsControl) || !ValueRules.IsWellFormed(vaultId))
        {
            result.AddError(
                $"VaultId must be set to 1 to {MaxVaultIdLength} characters without control characters: a permanent name of the vault, " +
                "such as 'production', that is the same in all processes.",
                nameof(options.VaultId));
        }

        var texts = TokenKeyTexts.Of(options, Environment.GetEnvironmentVariable);
        CheckKeys(texts.Keys, result);
        if (texts.WritingKeyId is { } writing)
        {
            if (!texts.Keys.Any(key => key.Key == writing))
            {
                result.AddError(
                    "WritingKeyId is none of the ids in Keys. Set it to the id of the key that encrypts new tokens.",
                    nameof(options.WritingKeyId));
            }
        }
        else if (options.MakeRing is null)
        {
            result.AddError(
                texts.Keys.Count == 0
                    ? "There is no key to encrypt tokens with. " +
                      $"Add one to Keys, set {TokenKeyTexts.Variable} to id=base64, or register a ring with UseTokenKeyRing. {HowToMake}"
                    : "WritingKeyId must be set if there are several Keys. Set it to the id of the key that encrypts new tokens.",
                nameof(options.WritingKeyId));
        }

        return result.Build();
    }

    private static void CheckKeys(IReadOnlyList<KeyValuePair<string, SecretString>> keys, ValidateOptionsResultBuilder result)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < keys.Count; i++)
        {
            var (id, text) = (keys[i].Key, keys[i].Value.Reveal());
            if (!TokenKeyIds.IsOne(id))
            {
                // Not quoted: it may be the key itself, used as the id by mistake.
                Add($"The id of the key at position {i + 1} is not valid. Use {TokenKeyIds.Rule} as the id, and the key as the value.");
                continue;
            }

            if (keys.Take(i).Any(other => other.Key == id))
            {
                Add($"The id at position {i + 1} is used by an earlier key. Give each key its own id.");
            }

            if (!Base64.IsValid(text) || Convert.FromBase64String(text) is not { Length: AesGcmBox.KeyBytes } bytes)
            {
                Add($"The key at position {i + 1} is not {AesGcmBox.KeyBytes} bytes in base64. {HowToMake}");
            }
            else if (!seen.TryAdd(Convert.ToBase64String(bytes), id))
            {
                Add($"The key at position {i + 1} is the same as another key. Use a new key for a new id. {HowToMake}");
            }
        }

        void Add(string message) => result.AddError(message, nameof(TokenEncryptionOptions.Keys));
    }
}
