using AgentState;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the encryption of the tokens that the vault stores.</summary>
public static class AgentStateEncryptionExtensions
{
    /// <summary>
    /// Encrypts the tokens of this registration's vault, each with a data key of its own (AES-256-GCM), for its field of its grant in this vault. Nothing else that is stored is encrypted. Called
    /// again, it adds to what was set before.
    /// </summary>
    /// <param name="builder">The registration.</param>
    /// <param name="configure">Sets the options; they are checked at start.</param>
    public static AgentStateBuilder EncryptTokens(this AgentStateBuilder builder, Action<TokenEncryptionOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Add(builder).Configure(configure);
        return builder;
    }

    /// <summary>Encrypts the tokens of this registration's vault, with options from a configuration section. Keys belong into a store for secrets, and not into a file that is checked in.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="configuration">The section that holds <see cref="TokenEncryptionOptions"/>.</param>
    public static AgentStateBuilder EncryptTokens(this AgentStateBuilder builder, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Add(builder).Bind(configuration);
        builder.Services.AddSingleton(new BoundConfiguration(builder.Name, configuration, ConfigurationKeys.TokenEncryption));
        return builder;
    }

    /// <summary>
    /// Wraps data keys with a ring of the application's own instead of <see cref="TokenEncryptionOptions.Keys"/>; where there are such keys too they are read as well. It
    /// turns encryption on; <see cref="TokenEncryptionOptions.VaultId"/> has to be set by <c>EncryptTokens</c>. The last one wins.
    /// </summary>
    /// <param name="builder">The registration.</param>
    /// <param name="make">Makes the ring, once.</param>
    public static AgentStateBuilder UseTokenKeyRing(this AgentStateBuilder builder, Func<IServiceProvider, ITokenKeyRing> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        Add(builder).Configure(options => options.MakeRing = make);
        return builder;
    }

    private static OptionsBuilder<TokenEncryptionOptions> Add(AgentStateBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TokenEncryptionOptions>, TokenEncryptionOptionsValidator>());
        builder.Services.TryAddKeyedSingleton(
            builder.Name,
            static (provider, key) => TokenKeyRings.MakeForm(provider.GetRequiredService<IOptionsMonitor<TokenEncryptionOptions>>().Get((string)key!), provider));
        return builder.Services.AddOptions<TokenEncryptionOptions>(builder.Name).ValidateOnStart();
    }
}
