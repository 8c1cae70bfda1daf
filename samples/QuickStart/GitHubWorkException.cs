namespace QuickStart;

/// <summary>The work failed.</summary>
internal sealed class GitHubWorkException(string message) : Exception(message);
