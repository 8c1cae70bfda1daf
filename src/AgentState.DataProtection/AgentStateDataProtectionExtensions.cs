using AgentState;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Encrypts the vault's tokens with the keys of ASP.NET Core Data Protection.</summary>
public static class AgentStateDataProtectionExtensions
{
    /// <summary>
    /// Wraps the data keys of this registration's tokens by Data Protection, as it is registered in the same container (<c>AddDataProtection</c>). It turns encryption on;
    /// <see cref="TokenEncryptionOptions.VaultId"/> has to be set by <c>EncryptTokens</c>. Local keys that are set there are read as well. At the start of the host it is checked
    /// that the keys are kept somewhere on purpose. Twice is harmless.
    /// </summary>
    /// <param name="builder">The registration.</param>
    public static AgentStateBuilder UseDataProtectionForTokens(this AgentStateBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var name = builder.Name;
        builder.Services.AddSingleton<IValidateOptions<TokenEncryptionOptions>>(provider => new KeyStorageValidator(name, provider));
        return builder.UseTokenKeyRing(static provider => new DataProtectionKeyRing(provider.GetRequiredService<IDataProtectionProvider>()));
    }
}
