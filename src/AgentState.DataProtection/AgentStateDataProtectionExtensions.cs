using AgentState;
using AgentState.Internal.DataProtection;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Encrypts the vault's tokens with the keys of ASP.NET Core Data Protection.</summary>
public static class AgentStateDataProtectionExtensions
{
    /// <summary>Encrypts this registration's tokens, and wraps their data keys with ASP.NET Core Data Protection.</summary>
    /// <remarks>
    /// It uses the Data Protection of the same container (<c>AddDataProtection</c>), and enables encryption. Set
    /// <see cref="TokenEncryptionOptions.VaultId"/> with <c>EncryptTokens</c>; local keys that are set there can still be read. The host
    /// does not start unless Data Protection has an explicit key storage. Safe to call again.
    /// </remarks>
    /// <param name="builder">The registration.</param>
    /// <returns>The same builder.</returns>
    public static AgentStateBuilder UseDataProtectionForTokens(this AgentStateBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var serviceKey = builder.ServiceKey;
        builder.Services.AddSingleton<IValidateOptions<TokenEncryptionOptions>>(provider => new KeyStorageValidator(serviceKey, provider));
        return builder.UseTokenKeyRing(
            static provider => new DataProtectionKeyRing(provider.GetRequiredService<IDataProtectionProvider>()));
    }
}
