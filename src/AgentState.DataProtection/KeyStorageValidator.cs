using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentState.Internal.DataProtection;

/// <summary>Rejects, at startup, a key storage that may be lost with this host, since the tokens would then be unreadable.</summary>
/// <param name="serviceKey">The key of the registration to validate; empty for the registration without a key.</param>
/// <param name="provider">The container that Data Protection is registered in.</param>
internal sealed class KeyStorageValidator(string serviceKey, IServiceProvider provider) : IValidateOptions<TokenEncryptionOptions>
{
    public ValidateOptionsResult Validate(string? name, TokenEncryptionOptions options)
    {
        if (name != serviceKey)
        {
            return ValidateOptionsResult.Skip;
        }

        if (provider.GetService<IDataProtectionProvider>() is null)
        {
            return ValidateOptionsResult.Fail(
                "UseDataProtectionForTokens needs Data Protection. " +
                "Call services.AddDataProtection() and one of its PersistKeysTo... methods.");
        }

        // Keys that are managed elsewhere (DataProtectionProvider.Create) have no key manager in this container.
        return provider.GetService<IKeyManager>() is not null &&
            provider.GetRequiredService<IOptions<KeyManagementOptions>>().Value.XmlRepository is null
            ? ValidateOptionsResult.Fail(
                "Data Protection has no explicit key storage: by default it keeps its keys on this host or in memory. " +
                "If they are lost, every stored token is lost. Call one of the PersistKeysTo... methods after AddDataProtection(), " +
                "with a storage that all processes of the vault share, and SetApplicationName.")
            : ValidateOptionsResult.Success;
    }
}
