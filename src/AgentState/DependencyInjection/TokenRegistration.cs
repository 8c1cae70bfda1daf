using AgentState.Internal.Activities;
using AgentState.Internal.Data;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Tokens.Caching;
using AgentState.Internal.Tokens.Encryption;
using AgentState.Internal.Tokens.Refreshing;
using AgentState.Internal.Tokens.Rules;
using AgentState.Internal.Tokens.Secrets;
using AgentState.Internal.Tokens.Sources;
using AgentState.Internal.Tokens.Stored;
using AgentState.Internal.Tokens.Vault;
using AgentState.Internal.Watching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentState.Internal.DependencyInjection;

/// <summary>Registers the services that the token vault consists of, under the key of a registration.</summary>
internal sealed class TokenRegistration
{
    private readonly IServiceCollection services;
    private readonly string name;
    private readonly Func<IServiceProvider, ILogger> logger;

    private TokenRegistration(IServiceCollection services, string name, Func<IServiceProvider, ILogger> logger) =>
        (this.services, this.name, this.logger) = (services, name, logger);

    /// <summary>Adds the services, except those that are registered already.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="name">The key of the registration and the name of its options.</param>
    public static void Add(IServiceCollection services, string name)
    {
        AddParts(services, name, KeyedServices.Logger<TokenVault>);
        KeyedServices.AddService<ITokenVault>(services, name, MakeVault);
    }

    /// <summary>Adds the services behind the vault, except those that are registered already.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="name">The key of the registration and the name of its options.</param>
    /// <param name="logger">Returns the logger of the vault.</param>
    public static void AddParts(IServiceCollection services, string name, Func<IServiceProvider, ILogger> logger)
    {
        var vault = new TokenRegistration(services, name, logger);
        vault.AddSettings();
        vault.AddStorage();
        vault.AddCache();
        vault.AddRefresh();
        vault.AddOperations();
    }

    /// <summary>Creates the vault from its registered services.</summary>
    public static TokenVault MakeVault(IServiceProvider provider, string name) => new(
        provider.GetRequiredKeyedService<StoredGrants>(name),
        provider.GetRequiredKeyedService<SharedRefreshes>(name),
        provider.GetRequiredKeyedService<GrantSaver>(name),
        provider.GetRequiredKeyedService<TokenRevocation>(name),
        provider.GetRequiredKeyedService<TokenReencryption>(name),
        provider.GetRequiredKeyedService<TokenCache>(name),
        provider.GetRequiredKeyedService<TokenWatches>(name));

    private void AddSettings()
    {
        Add(static parts => parts.AgentState.Tokens);
        Add(static parts => parts.MakeSources());
        Add(static parts => parts.Encryption ?? new PlainSecrets());
        Add(static parts => new TokenPolicy(parts.Options, parts.Get<TokenSourceRegistry>(), parts.Stack.Clock));
    }

    private void AddStorage()
    {
        Add(static parts => new TokenDocument(parts.Get<ISecretForm>()));
        Add(static parts => new TokenWrites(parts.Get<TokenDocument>()));
        Add(static parts => new TokenReader(parts.Stack, parts.Get<TokenDocument>()));
        Add(static parts => new TokenAudit(parts.Stack.Writer, parts.Get<ActivityForm>(), parts.Options, parts.Logger));
        Add(static parts => new GrantWatch(parts.Get<ListenerHub>(), parts.Root, parts.Get<TokenDocument>()));
        Add(static parts => new StoredGrants(
            parts.Stack, parts.Get<TokenDocument>(), parts.Get<TokenWrites>(), parts.Get<GrantWatch>()));
        Add(static parts => new GrantSaver(
            parts.Stack.Clock, parts.Get<TokenWrites>(), parts.Get<TokenDocument>(), parts.Get<TokenAudit>(), parts.Logger));
    }

    private void AddCache()
    {
        Add(static parts => new TokenCache(
            parts.Options,
            parts.Get<TokenSourceRegistry>(),
            parts.Get<TokenPolicy>(),
            parts.Get<TokenDocument>(),
            parts.Stack.Clock,
            parts.Stack.Time));
        Add(static parts => new TokenWatches(
            parts.Options, parts.Get<ListenerHub>(), parts.Root, parts.Get<TokenCache>(), parts.Logger));
    }

    private void AddRefresh()
    {
        Add(static parts => new LeaseTaker(
            parts.Stack, parts.Options, parts.Get<TokenPolicy>(), parts.Get<TokenWrites>(), parts.Logger));
        Add(static parts => new LeaseWait(parts.Stack, parts.Get<ListenerHub>(), parts.Logger));
        Add(static parts => new RefresherCall(parts.Options, parts.Get<TokenSourceRegistry>(), parts.Stack.Time));
        Add(static parts => new FailedRefreshes(
            parts.Options,
            parts.Get<TokenPolicy>(),
            parts.Get<TokenReader>(),
            parts.Get<TokenWrites>(),
            parts.Get<TokenDocument>(),
            parts.Get<TokenAudit>(),
            parts.Logger));
        Add(static parts => new LeasedRefresh(
            parts.Get<LeaseTaker>(),
            parts.Get<RefresherCall>(),
            parts.Get<TokenPolicy>(),
            parts.Get<GrantSaver>(),
            parts.Get<FailedRefreshes>(),
            parts.Get<TokenCache>(),
            parts.Logger));
        Add(static parts => new TokenAcquisition(
            parts.Get<TokenReader>(),
            parts.Get<TokenPolicy>(),
            parts.Get<LeasedRefresh>(),
            parts.Get<LeaseWait>(),
            parts.Get<GrantSaver>(),
            parts.Get<TokenCache>(),
            parts.Logger));
        Add(static parts => new SharedRefreshes(
            parts.Get<TokenAcquisition>(), parts.Get<LeasedRefresh>(), parts.Get<TokenCache>(), parts.Logger));
    }

    private void AddOperations()
    {
        Add(static parts => new RevokerCall(parts.Options, parts.Get<TokenSourceRegistry>(), parts.Stack.Time, parts.Logger));
        Add(static parts => new TokenRevocation(
            parts.Stack,
            parts.Get<TokenReader>(),
            parts.Get<TokenWrites>(),
            parts.Get<TokenAudit>(),
            parts.Get<LeaseWait>(),
            parts.Get<RevokerCall>()));
        Add(static parts => new TokenReencryption(parts.Stack, parts.Get<ISecretForm>(), parts.Logger));
    }

    private void Add<T>(Func<Parts, T> make)
        where T : class =>
        services.TryAddKeyedSingleton(name, (provider, _) => make(new Parts(provider, name, logger)));

    // What the factories above need: the services of the same registration.
    private sealed class Parts(IServiceProvider provider, string name, Func<IServiceProvider, ILogger> logger)
    {
        public DocumentStack Stack => Get<DocumentStack>();

        public DatabaseRoot Root => Stack.Documents.Root;

        public TokenOptions Options => Get<TokenOptions>();

        public AgentStateOptions AgentState => provider.GetRequiredService<IOptionsMonitor<AgentStateOptions>>().Get(name);

        // Null = tokens are stored in plain text.
        public ISecretForm? Encryption => provider.GetKeyedService<EncryptedSecrets>(name);

        public ILogger Logger => logger(provider);

        public T Get<T>()
            where T : notnull => provider.GetRequiredKeyedService<T>(name);

        public TokenSourceRegistry MakeSources() =>
            provider.GetRequiredService<IOptionsMonitor<TokenSourceOptions>>().Get(name).Make(provider);
    }
}
