using AgentState.Internal.PrivateKeys;
using Microsoft.Extensions.Options;

namespace AgentState.Internal.Tokens.GitHub;

/// <summary>Validates the options at startup; each message names the setting and says what to do, without the key.</summary>
internal sealed class GitHubAppOptionsValidator : IValidateOptions<GitHubAppOptions>
{
    // GitHub's limit for one request.
    private const int MaxRepositories = 500;

    public ValidateOptionsResult Validate(string? name, GitHubAppOptions options)
    {
        var result = new ValidateOptionsResultBuilder();

        if (string.IsNullOrWhiteSpace(options.AppId))
        {
            Add(nameof(options.AppId), "is not set. Set it to the app's client id, or its app id: both are on the app's settings page.");
        }
        else if (options.AppId.Any(static character => !char.IsAsciiLetterOrDigit(character) && character is not ('.' or '_' or '-')))
        {
            Add(
                nameof(options.AppId),
                "has characters that are not allowed in an id. Set it to the id without spaces, quotes and line breaks.");
        }

        if (options.InstallationId <= 0)
        {
            Add(
                nameof(options.InstallationId),
                $"is {options.InstallationId}. Set it to the installation's id, or to null and use keys that end in the id.");
        }

        CheckKey(options, Add);

        if (options.Repositories.Count + options.RepositoryIds.Count > MaxRepositories)
        {
            Add(
                nameof(options.Repositories),
                $"and RepositoryIds are more than {MaxRepositories}. Name fewer, or none for all repositories of the installation.");
        }

        if (options.Repositories.Any(name => string.IsNullOrWhiteSpace(name) || name.Contains('/', StringComparison.Ordinal)))
        {
            Add(nameof(options.Repositories), "has an entry that is empty or has a slash. Name repositories without their owner.");
        }

        if (options.Permissions.Any(permission => string.IsNullOrWhiteSpace(permission.Key) || string.IsNullOrWhiteSpace(permission.Value)))
        {
            Add(nameof(options.Permissions), "has an entry without a name or a level. Set each to read, write or admin.");
        }

        GitHubRules.Check(options.Address, options.ApiVersion, options.UserAgent, Add);
        return result.Build();

        void Add(string setting, string what) => result.AddError($"GitHub App options '{name}': {setting} {what}", setting);
    }

    private static void CheckKey(GitHubAppOptions options, Action<string, string> add)
    {
        if (options is { Key: not null, Signer: not null })
        {
            add(nameof(options.PrivateKey), "is set, and UseSigner was called: only one of them can sign. Remove one.");
        }
        else if (options is { Key: null, Signer: null })
        {
            add(nameof(options.PrivateKey), "is not set, and UseSigner was not called. Set it to the .pem file's text, or call UseSigner.");
        }
        else if (options.Signer is null && PrivateKeyText.ToPem(options.Key!.Reveal(), out var problem) is null)
        {
            add("The private key", problem!);
        }
    }
}
