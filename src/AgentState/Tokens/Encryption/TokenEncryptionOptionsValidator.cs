using System.Buffers.Text;
using Microsoft.Extensions.Options;

namespace AgentState;

/// <summary>Checks at start how tokens are encrypted. Each message names the cure, and none quotes a key, nor what may be one that stands in the wrong place.</summary>
internal sealed class TokenEncryptionOptionsValidator : IValidateOptions<TokenEncryptionOptions>
{
    private const int MaxVaultIdLength = 200;
    private const string HowToMake = "Make one by: openssl rand -base64 32";

    public ValidateOptionsResult Validate(string? name, TokenEncryptionOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        if (options.VaultId is not { Length: > 0 and <= MaxVaultIdLength } vaultId || vaultId.Any(char.IsControl) || !ValueRules.IsWellFormed(vaultId))
        {
            result.AddError(
                $"VaultId must be set, to 1 to {MaxVaultIdLength} characters: a name of the vault that stays, such as 'production', and is the same in all processes.",
                nameof(options.VaultId));
        }

        var texts = TokenKeyTexts.Of(options, Environment.GetEnvironmentVariable);
        CheckKeys(texts.Keys, result);
        if (texts.WritingKeyId is { } writing)
        {
            if (!texts.Keys.Any(key => key.Key == writing))
            {
                result.AddError("WritingKeyId is none of the ids in Keys. Set it to the id of the key that encrypts from now on.", nameof(options.WritingKeyId));
            }
        }
        else if (options.MakeRing is null)
        {
            result.AddError(
                texts.Keys.Count == 0
                    ? $"There is no key to encrypt tokens with. Add one to Keys, set {TokenKeyTexts.Variable} to id=base64, or register a ring by UseTokenKeyRing. {HowToMake}"
                    : "WritingKeyId must be set where there are several Keys: the id of the one that encrypts from now on.",
                nameof(options.WritingKeyId));
        }

        return result.Build();
    }

    private static void CheckKeys(IReadOnlyList<KeyValuePair<string, Secret>> keys, ValidateOptionsResultBuilder result)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < keys.Count; i++)
        {
            var (id, text) = (keys[i].Key, keys[i].Value.Reveal());
            if (!TokenKeyIds.IsOne(id))
            {
                // It may be the key itself, in the place of its id.
                Add($"The id of the key at place {i + 1} cannot be one. Give it {TokenKeyIds.Rule}, and the key as its value.");
                continue;
            }

            if (keys.Take(i).Any(other => other.Key == id))
            {
                Add($"The id at place {i + 1} was given to another key already. Give each key an id of its own.");
            }

            if (!Base64.IsValid(text) || Convert.FromBase64String(text) is not { Length: AesGcmBox.KeyBytes } bytes)
            {
                Add($"The key at place {i + 1} is not {AesGcmBox.KeyBytes} bytes in base64. {HowToMake}");
            }
            else if (!seen.TryAdd(Convert.ToBase64String(bytes), id))
            {
                Add($"The key at place {i + 1} is the same as another one. A new id wants a new key. {HowToMake}");
            }
        }

        void Add(string message) => result.AddError(message, nameof(TokenEncryptionOptions.Keys));
    }
}
