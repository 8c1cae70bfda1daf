using Microsoft.Extensions.Options;

namespace AgentState.Internal.Tokens.GitHub;

/// <summary>Validates the options at startup; each message names the setting and says what to do, without a secret.</summary>
internal sealed class GitHubUserOptionsValidator : IValidateOptions<GitHubUserOptions>
{
    public ValidateOptionsResult Validate(string? name, GitHubUserOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        if (string.IsNullOrWhiteSpace(options.ClientId))
        {
            Add(nameof(options.ClientId), "is not set. Set it to the client id on the app's settings page (not the app id).");
        }

        if (options.ClientSecret is { } secret && SecretString.ProblemOf(secret.Reveal()) is { } problem)
        {
            Add(nameof(options.ClientSecret), problem);
        }

        GitHubRules.Check(options.Address, options.ApiVersion, options.UserAgent, Add);
        return result.Build();

        void Add(string setting, string what) => result.AddError($"GitHub user options '{name}': {setting} {what}", setting);
    }
}
