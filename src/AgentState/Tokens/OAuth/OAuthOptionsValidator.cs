using AgentState.Internal.Tokens.Http;
using AgentState.Internal.Tokens.Secrets;
using Microsoft.Extensions.Options;

namespace AgentState.Internal.Tokens.OAuth;

/// <summary>Validates the options at startup; each message names the setting and says what to do, without a secret.</summary>
internal sealed class OAuthOptionsValidator : IValidateOptions<OAuthOptions>
{
    public ValidateOptionsResult Validate(string? name, OAuthOptions options)
    {
        var result = new ValidateOptionsResultBuilder();

        if (EndpointAddress.ProblemOf(options.TokenEndpoint) is { } problem)
        {
            Add(nameof(options.TokenEndpoint), problem);
        }

        if (options.RevocationEndpoint is { } revocation && EndpointAddress.ProblemOf(revocation) is { } trouble)
        {
            Add(nameof(options.RevocationEndpoint), trouble);
        }

        if (string.IsNullOrWhiteSpace(options.ClientId))
        {
            Add(nameof(options.ClientId), "is not set. Set it to the id that the service assigned to this client.");
        }

        CheckClient(options, Add);

        if (options.AssumedLifetime <= TimeSpan.Zero || options.AssumedLifetime > TimeSpan.FromHours(12))
        {
            Add(nameof(options.AssumedLifetime), $"is {options.AssumedLifetime}. Set it to more than zero, up to 12 hours.");
        }

        foreach (var (parameter, value) in SecretTexts.Of(options.Parameters))
        {
            if (SecretString.IsMask(value.Reveal()))
            {
                Add(nameof(options.Parameters), $"has the masked text of a secret for '{parameter}'. Set it to the value itself.");
            }
        }

        foreach (var parameter in options.Parameters.Keys
            .Where(key => string.IsNullOrWhiteSpace(key) || OAuthParameters.Own.Contains(key, StringComparer.Ordinal)))
        {
            Add(nameof(options.Parameters), $"has '{parameter}', which is empty or set by other options. Remove it.");
        }

        if (options.Scopes.Any(scope => string.IsNullOrWhiteSpace(scope) || scope.Contains(' ', StringComparison.Ordinal)))
        {
            Add(nameof(options.Scopes), "has an entry that is empty or contains a space. Add each scope separately.");
        }

        return result.Build();

        void Add(string setting, string what) => result.AddError($"OAuth options '{name}': {setting} {what}", setting);
    }

    private static void CheckClient(OAuthOptions options, Action<string, string> add)
    {
        if (!Enum.IsDefined(options.ClientAuthentication))
        {
            add(nameof(options.ClientAuthentication), $"is {(int)options.ClientAuthentication}. Set it to Basic, Post or None.");
        }

        if (!Enum.IsDefined(options.GrantType))
        {
            add(nameof(options.GrantType), $"is {(int)options.GrantType}. Set it to RefreshToken or ClientCredentials.");
        }

        if (options.ClientSecret is { } secret && SecretString.ProblemOf(secret.Reveal()) is { } problem)
        {
            add(nameof(options.ClientSecret), problem);
        }

        var isPublic = options.ClientAuthentication is OAuthClientAuthentication.None;
        if (!isPublic && options.ClientSecret is null)
        {
            add(nameof(options.ClientSecret), "is not set. Set it, or set ClientAuthentication to None for a public client.");
        }

        if (isPublic && options.ClientSecret is not null)
        {
            add(
                nameof(options.ClientSecret),
                "is set, but ClientAuthentication is None: it would not be sent. Remove it, or choose Basic or Post.");
        }

        if (isPublic && options.GrantType is OAuthGrantType.ClientCredentials)
        {
            add(
                nameof(options.ClientAuthentication),
                "is None, but GrantType is ClientCredentials, which requires a secret. Choose Basic or Post.");
        }
    }
}
