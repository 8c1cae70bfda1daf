using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentState;

/// <summary>Refuses, at start, keys that may be gone with this host: tokens that are encrypted with them could never be read again.</summary>
/// <param name="registration">The name of the registration that is meant.</param>
/// <param name="provider">Where Data Protection is registered.</param>
internal sealed class KeyStorageValidator(string registration, IServiceProvider provider) : IValidateOptions<TokenEncryptionOptions>
{
    public ValidateOptionsResult Validate(string? name, TokenEncryptionOptions options)
    {
        if (name != registration)
        {
            return ValidateOptionsResult.Skip;
        }

        if (provider.GetService<IDataProtectionProvider>() is null)
        {
            return ValidateOptionsResult.Fail("UseDataProtectionForTokens needs Data Protection. Call services.AddDataProtection(), and say there where its keys are kept.");
        }

        // Keys that are managed elsewhere (DataProtectionProvider.Create) are their owner's concern.
        return provider.GetService<IKeyManager>() is not null && provider.GetRequiredService<IOptions<KeyManagementOptions>>().Value.XmlRepository is null
            ? ValidateOptionsResult.Fail(
                "Nothing says where Data Protection keeps its keys: by default on this host, or in memory alone, and with them every stored token would be lost. Call one of the " +
                "PersistKeysTo... methods behind AddDataProtection(), with a place that all processes of the vault share, and SetApplicationName.")
            : ValidateOptionsResult.Success;
    }
}
