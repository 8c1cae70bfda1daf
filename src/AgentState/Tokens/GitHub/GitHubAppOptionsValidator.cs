using Microsoft.Extensions.Options;

namespace AgentState;

/// <summary>Checks the options at start. Each message names the setting and the cure, and nothing of the key.</summary>
internal sealed class GitHubAppOptionsValidator : IValidateOptions<GitHubAppOptions>
{
    // The most that GitHub takes in one request.
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
            Add(nameof(options.AppId), "has characters that no id has. Set it to the id alone, without blanks, quotes and line ends.");
        }

        if (options.InstallationId <= 0)
        {
            Add(nameof(options.InstallationId), $"is {options.InstallationId}. Set it to the installation's id, or leave it out and name it in the key.");
        }

        CheckKey(options, Add);

        if (options.Repositories.Count + options.RepositoryIds.Count > MaxRepositories)
        {
            Add(nameof(options.Repositories), $"and RepositoryIds are more than {MaxRepositories}. Name fewer, or none for all of the installation.");
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
            add(nameof(options.PrivateKey), "is set, and so is a signer: only one of them would sign. Leave one out.");
        }
        else if (options is { Key: null, Signer: null })
        {
            add(nameof(options.PrivateKey), "is not set, and no signer is. Set it to the .pem file's text, or call UseSigner.");
        }
        else if (options.Signer is null && PrivateKeyText.ToPem(options.Key!.Reveal(), out var problem) is null)
        {
            add("The private key", problem!);
        }
    }
}
