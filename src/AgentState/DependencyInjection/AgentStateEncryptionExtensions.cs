using AgentState;
using AgentState.Internal.DependencyInjection;
using AgentState.Internal.Tokens.Encryption;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the encryption of the tokens that the vault stores.</summary>
/// <example>
/// <code>
/// builder.Services.AddAgentState().EncryptTokens(builder.Configuration.GetSection("AgentState:Encryption"));
/// </code>
/// </example>
public static class AgentStateEncryptionExtensions
{
    /// <summary>Encrypts the tokens that this registration's vault stores.</summary>
    /// <remarks>
    /// Each token is encrypted with its own data key (AES-256-GCM) and bound to its field, grant and vault. No other data is encrypted.
    /// Another call adds to the options that were set before.
    /// </remarks>
    /// <param name="builder">The registration.</param>
    /// <param name="configure">Sets the options, which are validated at start.</param>
    public static AgentStateBuilder EncryptTokens(this AgentStateBuilder builder, Action<TokenEncryptionOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Add(builder).Configure(configure);
        return builder;
    }

    /// <summary>Encrypts the tokens that this registration's vault stores, with options from a configuration section.</summary>
    /// <remarks>Keep the keys in a secret store, not in a file that is checked in.</remarks>
    /// <param name="builder">The registration.</param>
    /// <param name="configuration">The section that holds <see cref="TokenEncryptionOptions"/>.</param>
    public static AgentStateBuilder EncryptTokens(this AgentStateBuilder builder, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Add(builder).Bind(configuration);
        builder.Services.AddSingleton(new BoundConfiguration(builder.ServiceKey, configuration, ConfigurationKeys.TokenEncryption));
        return builder;
    }

    /// <summary>Encrypts the tokens that this registration's vault stores, with the application's own key ring.</summary>
    /// <remarks>
    /// The ring wraps the data keys. Keys in <see cref="TokenEncryptionOptions.Keys"/> can still decrypt. Set
    /// <see cref="TokenEncryptionOptions.VaultId"/> with <c>EncryptTokens</c>. The last registered ring wins.
    /// </remarks>
    /// <param name="builder">The registration.</param>
    /// <param name="make">Creates the ring; called once.</param>
    public static AgentStateBuilder UseTokenKeyRing(this AgentStateBuilder builder, Func<IServiceProvider, ITokenKeyRing> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        Add(builder).Configure(options => options.MakeRing = make);
        return builder;
    }

    private static OptionsBuilder<TokenEncryptionOptions> Add(AgentStateBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<TokenEncryptionOptions>, TokenEncryptionOptionsValidator>());
        builder.Services.TryAddKeyedSingleton(
            builder.ServiceKey,
            static (provider, key) => KeyRingFactory.MakeSecrets(
                provider.GetRequiredService<IOptionsMonitor<TokenEncryptionOptions>>().Get((string)key!), provider));
        return builder.Services.AddOptions<TokenEncryptionOptions>(builder.ServiceKey).ValidateOnStart();
    }
}
